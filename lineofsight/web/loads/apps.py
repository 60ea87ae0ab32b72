"""The app of files received."""

from django.apps import AppConfig


class Loads(AppConfig):
    name = "lineofsight.web.loads"
    label = "loads"
    verbose_name = "Files received"
