"""The one Django app of Yibiao; its parts share a migration chain."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    """The app `hub`: every model of the domain."""

    name = "yibiao.hub"
    label = "hub"
    verbose_name = "Yibiao"
    default_auto_field = "django.db.models.BigAutoField"
