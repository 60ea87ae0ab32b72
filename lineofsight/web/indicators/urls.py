"""Addresses of the figures."""

from django.urls import path

from lineofsight.web.indicators import deciding, views, watch

app_name = "indicators"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("changed", views.changed, name="changed"),
    path("watched", watch.watched, name="watched"),
    path("agreed", watch.choose, name="choose"),
    path("questions/<int:pk>", watch.question, name="question"),
    path("questions/<int:pk>/settle", watch.settle, name="settle"),
    path("questions/<int:pk>/give", watch.give, name="give"),
    path("<str:code>/", views.indicator, name="indicator"),
    path("<str:code>/groups", views.breakdowns, name="breakdowns"),
    path("<str:code>/neighbours", views.neighbours, name="neighbours"),
    path("<str:code>/history", views.history, name="history"),
    path("<str:code>/export.<str:kind>", views.export, name="export"),
    path("<str:code>/target", deciding.target, name="target"),
    path("<str:code>/ask", watch.ask, name="ask"),
    path("<str:code>/note", deciding.note, name="note"),
    path("<str:code>/note/<int:pk>/withdraw", deciding.withdraw_note, name="withdraw-note"),
    path("<str:code>/where-from/<str:period>", views.passport, name="passport"),
    path("<str:code>/where-from/<str:period>/rows", views.rows, name="rows"),
    path("<str:code>/commentary/<str:period>", deciding.comment, name="comment"),
    path("<str:code>/commentary/<str:period>/agree", deciding.agree, name="agree"),
]
