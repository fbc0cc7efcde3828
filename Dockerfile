# syntax=docker/dockerfile:1
FROM rust:1.95-slim-bookworm AS build
# librdkafka and OpenSSL, which it has TLS and SASL from, are built from their sources.
RUN apt-get update && apt-get install -y --no-install-recommends g++ make perl && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/usr/local/cargo/registry,sharing=locked \
    --mount=type=cache,target=/src/target,sharing=locked \
    cargo build --release --locked -p tallybook --bin tallybook --features kafka-tls \
    && cp target/release/tallybook /usr/local/bin/tallybook

# Certificates of a database and of webhooks are verified against roots compiled in, those of Redis and of brokers by the system's.
FROM debian:12-slim
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 65532 --no-create-home tallybook
USER 65532
# Milliseconds for which the allocator keeps memory that is free: thousands of connections use it again within that time.
ENV MIMALLOC_PURGE_DELAY=500
COPY --from=build /usr/local/bin/tallybook /usr/local/bin/tallybook
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
    CMD ["/usr/local/bin/tallybook", "health", "--url", "http://127.0.0.1:8080"]
ENTRYPOINT ["/usr/local/bin/tallybook"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8080"]
