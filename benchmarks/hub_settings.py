"""The hub's own settings, with the addresses of the benchmarks beside its own."""

from yibiao.hub.settings import *  # noqa: F403

ROOT_URLCONF = "hub_urls"
