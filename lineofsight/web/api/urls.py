"""Addresses of the API and of its tokens."""

from typing import Any

from django.urls import path

from lineofsight.web.accounts.permissions import for_systems
from lineofsight.web.api import views
from lineofsight.web.api.v1 import api

app_name = "api"
of_ninja: list[Any] = api.urls[0]
operations = [one for one in of_ninja if one.name != "api-root"]
urlpatterns = [
    path("tokens", views.tokens, name="tokens"),
    path("tokens/add", views.add, name="add-token"),
    path("tokens/<int:pk>/revoke", views.revoke, name="revoke-token"),
    path("v1/docs", views.docs, name="docs"),
    path("v1/openapi.json", views.openapi, name="openapi"),
    *(path(f"v1/{one.pattern}", for_systems(one.callback), name=one.name) for one in operations),
    path("v1/<path:rest>", views.nothing_there, name="nothing-there"),
]
