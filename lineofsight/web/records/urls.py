"""Addresses of the pages over all records."""

from django.urls import path

from lineofsight.web.records import calendars, views

app_name = "records"
urlpatterns = [
    path("today", views.today, name="today"),
    path("changed", views.changed, name="changed"),
    path("calendar/", calendars.calendar, name="calendar"),
    path("calendar/stop", calendars.stop, name="stop-calendar"),
    path("calendar/<str:secret>.ics", calendars.feed, name="calendar-feed"),
    path("search", views.search, name="search"),
    path("agency/<int:pk>", views.agency, name="agency"),
    path("agency/<int:pk>/merge", views.merge, name="merge"),
    path("refer/<str:kind>/<str:key>", views.refer, name="refer"),
    path("reference/<int:pk>/withdraw", views.withdraw, name="withdraw"),
]
