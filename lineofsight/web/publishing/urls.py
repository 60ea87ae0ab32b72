"""Addresses of what is published."""

from django.urls import path

from lineofsight.web.publishing import views

app_name = "publishing"
urlpatterns = [
    path("", views.listed, name="list"),
    path("seen/<int:pk>", views.seen_it, name="seen"),
    path("<str:code>/", views.decide, name="decide"),
]
