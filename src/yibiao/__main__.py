"""``python -m yibiao``: the command line without the installed script."""

from yibiao.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
