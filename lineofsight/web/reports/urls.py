"""Addresses of reports held against the record."""

from django.urls import path

from lineofsight.web.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.listed, name="list"),
    path("add", views.add, name="add"),
    path("records", views.records, name="records"),
    path("records.toml", views.records_file, name="records-file"),
    path("<int:pk>/", views.report, name="report"),
    path("<int:pk>/say", views.say, name="say"),
    path("<int:pk>/take-back", views.take_back, name="take-back"),
    path("<int:pk>/again", views.again, name="again"),
    path("<int:pk>/text.md", views.text, name="text"),
]
