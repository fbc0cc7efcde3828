#!/usr/bin/env python3
"""Builds the site from docs/ into target/docs, and tests it: `make docs`, `make docs-test`.

The pages are Markdown that reads well where it lies. Here generated pages are added (docs_generated.py), Sphinx makes
HTML of all of it without a warning, llms.txt is written, and every link is followed (docs_links.py).
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

import docs_links
import docs_llms
import docs_pages
import wheels
from places import CHECKOUT
from processes import Failure, run_step, say

SITE = CHECKOUT / "target" / "docs"
_PAGES = CHECKOUT / "target" / "docs-pages"
_CONFIGURATION = CHECKOUT / "docs" / "site"


def build() -> None:
    """`target/docs`, anew."""
    pages = docs_pages.collect()
    docs_pages.write(pages, _PAGES)
    shutil.rmtree(SITE, ignore_errors=True)
    _run_sphinx()
    docs_llms.write(pages, SITE)
    for folder in ("openapi", "docs/pictures", "docs/benchmarks"):
        shutil.copytree(CHECKOUT / folder, SITE / Path(folder).name)
    shutil.copy(CHECKOUT / "docs" / "problems.json", SITE)
    checked = docs_links.check(SITE)
    say(f"{len(pages)} pages in {SITE.relative_to(CHECKOUT)}, {checked} links lead somewhere")


def _run_sphinx() -> None:
    sphinx = wheels.install("sphinx")
    options = ["--builder", "html", "--fresh-env", "--fail-on-warning", "--keep-going", "--quiet"]
    cache = CHECKOUT / "target" / "docs-doctrees"
    command = [sys.executable, "-m", "sphinx", *options, "-d", cache, "-c", _CONFIGURATION, _PAGES, SITE]
    run_step([str(part) for part in command], environment={**os.environ, "PYTHONPATH": str(sphinx)}, directory=CHECKOUT)


def main() -> int:
    """0 where the site was built and nothing in it is amiss."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    try:
        build()
    except Failure as failure:
        say(str(failure))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
