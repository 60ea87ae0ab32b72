"""The app of people and agencies."""

from django.apps import AppConfig


class Accounts(AppConfig):
    name = "lineofsight.web.accounts"
    label = "accounts"
    verbose_name = "People and agencies"
