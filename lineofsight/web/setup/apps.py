"""The app of setting up."""

from django.apps import AppConfig


class Setup(AppConfig):
    name = "lineofsight.web.setup"
    label = "setup"
    verbose_name = "Setting up"
