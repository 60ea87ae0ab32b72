"""Every address of the application."""

from django.urls import include, path

from lineofsight.web.config import views
from lineofsight.web.records import register

urlpatterns = [
    path("", views.home, name="home"),
    path("health", views.health, name="health"),
    path("ready", views.ready, name="ready"),
    path("board.css", views.colours, name="colours"),
    path("board-logo", views.logo, name="logo"),
    path("more", views.more, name="more"),
    path("components", views.all_components, name="components"),
    path("", include("lineofsight.web.accounts.urls")),
    path("", include("lineofsight.web.records.urls")),
    path("setup/", include("lineofsight.web.setup.urls")),
    path("imports/", include("lineofsight.web.imports.urls")),
    *(path(room.path, include(room.urls)) for room in register.rooms()),  # as apps entered them
]

handler403 = "lineofsight.web.config.views.refused"
handler404 = "lineofsight.web.config.views.not_found"
handler500 = "lineofsight.web.config.views.failed"
