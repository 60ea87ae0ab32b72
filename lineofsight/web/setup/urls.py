"""Addresses of setting up."""

from django.urls import path

from lineofsight.web.setup import views

app_name = "setup"
urlpatterns = [
    path("", views.start, name="start"),
    path("questions", views.questions, name="questions"),
    path("looks", views.look, name="looks"),
    path("rooms", views.rooms, name="rooms"),
    path("statistics", views.statistics, name="statistics"),
    path("statistics/load", views.load_ready, name="load-ready"),
    path("people", views.people, name="people"),
    path("people/invite", views.invite, name="invite"),
]
