"""Addresses of the returns calendar."""

from django.urls import path

from lineofsight.web.returns import supplies, views

app_name = "returns"
urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("agreed", supplies.listed, name="supplies"),
    path("agreed/add", supplies.add, name="add-supply"),
    path("agreed/next-year", supplies.renew, name="renew"),
    path("agreed/<int:pk>/people", supplies.people, name="people"),
    path("agreed/<int:pk>/stop", supplies.stop, name="stop"),
    path("schedule", supplies.schedule, name="schedule"),
    path("ask/<int:pk>", views.ask, name="ask"),
    path("<int:pk>/", views.one_return, name="return"),
    path("<int:pk>/due", supplies.move, name="move"),
    path("<int:pk>/send", views.send, name="send"),
    path("<int:pk>/came", views.came, name="came"),
    path("<int:pk>/check", views.check, name="check"),
    path("<int:pk>/query", views.query, name="query"),
    path("<int:pk>/answer", views.answer, name="answer"),
    path("<int:pk>/agree", views.agree, name="agree"),
    path("<int:pk>/rows.csv", views.rows, name="rows"),
]
