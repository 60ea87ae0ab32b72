"""The app of indicators."""

from django.apps import AppConfig


class Indicators(AppConfig):
    name = "lineofsight.web.indicators"
    label = "indicators"
    verbose_name = "Indicators"
