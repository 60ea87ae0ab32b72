"""Addresses of requests for information and incidents."""

from django.urls import path

from lineofsight.web.information import incidents, papers, views

app_name = "information"
urlpatterns = [
    path("", views.home, name="home"),
    path("requests/add", views.add_request, name="add-request"),
    path("requests/<int:pk>", views.request_page, name="request"),
    path("requests/<int:pk>/change", views.change_request, name="change-request"),
    path("requests/<int:pk>/search", views.search, name="search"),
    path("requests/<int:pk>/figure", views.add_figure, name="add-figure"),
    path("requests/<int:pk>/release", views.release, name="release"),
    path("requests/<int:pk>/close", views.close, name="close"),
    path("items/<int:pk>", views.item, name="item"),
    path("releases/<int:pk>", views.export, name="export"),
    path("papers/", papers.listed, name="papers"),
    path("papers/<slug:slug>", papers.paper, name="paper"),
    path("papers/<slug:slug>/word", papers.word, name="paper-word"),
    path("incidents/add", incidents.add, name="add-incident"),
    path("incidents/<int:pk>", incidents.page, name="incident"),
    path("incidents/<int:pk>/decide", incidents.decide, name="decide"),
    path("incidents/<int:pk>/told", incidents.told, name="told"),
    path("incidents/<int:pk>/close", incidents.close, name="close-incident"),
]
