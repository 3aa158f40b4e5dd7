"""The app of the pages; it has no models."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The app `web`: templates and static files."""

    name = "yibiao.web"
    label = "web"
