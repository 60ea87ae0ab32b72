"""Addresses of files received."""

from django.urls import path

from lineofsight.web.loads import views

app_name = "loads"
urlpatterns = [
    path("", views.listed, name="list"),
    path("upload", views.upload, name="upload"),
    path("recompute", views.recompute, name="recompute"),
    path("task/<int:pk>", views.task, name="task"),
    path("task/<int:pk>/headings", views.say_headings, name="headings"),
    path("task/<int:pk>/again", views.try_again, name="again"),
    path("<str:name>/rows.csv", views.rows, name="rejects"),
    path("<str:name>/withdraw", views.withdraw, name="withdraw"),
    path("<str:name>/use-again", views.use_again, name="use-again"),
    path("<str:name>/", views.load, name="load"),
]
