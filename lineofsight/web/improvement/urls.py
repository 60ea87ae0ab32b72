"""Addresses of improvement."""

from django.urls import path

from lineofsight.web.improvement.views import actions, home, inspections, plans, priorities

app_name = "improvement"
urlpatterns = [
    path("", home.home, name="home"),
    path("priorities/add", priorities.add, name="add-priority"),
    path("priorities/<int:pk>", priorities.priority, name="priority"),
    path("priorities/<int:pk>/change", priorities.change, name="change-priority"),
    path("priorities/<int:pk>/heard", priorities.add_heard, name="add-heard"),
    path("priorities/<int:pk>/measure", priorities.add_measure, name="add-measure"),
    path("measures/<int:pk>/withdraw", priorities.withdraw_measure, name="withdraw-measure"),
    path("actions/", actions.actions, name="actions"),
    path("actions/add", actions.add, name="add-action"),
    path("actions/<int:pk>", actions.action, name="action"),
    path("actions/<int:pk>/change", actions.change, name="change-action"),
    path("actions/<int:pk>/done", actions.claim, name="claim"),
    path("actions/<int:pk>/accept", actions.decide, name="decide"),
    path("actions/<int:pk>/impact", actions.look, name="look"),
    path("plans/add", plans.add_plan, name="add-plan"),
    path("plans/<int:pk>", plans.plan, name="plan"),
    path("plans/<int:pk>/change", plans.change_plan, name="change-plan"),
    path("plans/<int:pk>/workstream", plans.add_workstream, name="add-workstream"),
    path("workstreams/<int:pk>", plans.workstream, name="workstream"),
    path("workstreams/<int:pk>/change", plans.change_workstream, name="change-workstream"),
    path("workstreams/<int:pk>/measure", plans.add_measure, name="measure-workstream"),
    path("workstreams/<int:pk>/milestone", plans.add_milestone, name="add-milestone"),
    path("milestones/<int:pk>", plans.milestone, name="milestone"),
    path("milestones/<int:pk>/change", plans.change_milestone, name="change-milestone"),
    path("workstreams/<int:pk>/ask", plans.ask, name="ask-workstream"),
    path("workstreams/<int:pk>/visit", plans.visit, name="visit"),
    path("friend-questions/<int:pk>/answer", plans.answer, name="answer-friend"),
    path("inspections/add", inspections.add, name="add-inspection"),
    path("inspections/<int:pk>", inspections.inspection, name="inspection"),
    path("inspections/<int:pk>/change", inspections.change, name="change-inspection"),
    path("inspections/<int:pk>/judgement", inspections.add_grade, name="add-grade"),
    path("inspections/<int:pk>/finding", inspections.add_finding, name="add-finding"),
    path("findings/<int:pk>", inspections.finding, name="finding"),
    path("findings/<int:pk>/known", inspections.known, name="known"),
]
