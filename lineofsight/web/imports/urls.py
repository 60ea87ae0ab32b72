"""Addresses of imports."""

from django.urls import path

from lineofsight.web.imports import minuting, views

app_name = "imports"
urlpatterns = [
    path("", views.imports, name="list"),
    path("add", views.add, name="add"),
    path("<int:pk>", views.one, name="import"),
    path("<int:pk>/columns", views.columns, name="columns"),
    path("<int:pk>/accept", views.accept, name="accept"),
    path("<int:pk>/set-aside", views.set_aside, name="set-aside"),
    path("<int:pk>/not-taken", views.not_taken, name="not-taken"),
    path("<int:pk>/export", views.export, name="export"),
    path("minutes/add/<int:pk>", minuting.add, name="add-minutes"),
    path("minutes/<int:pk>", minuting.minutes, name="minutes"),
]
