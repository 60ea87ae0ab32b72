"""Addresses of the board's business."""

from django.urls import path

from lineofsight.web.governance.views import asks, challenges, groups, home, meetings

app_name = "governance"
urlpatterns = [
    path("", home.home, name="home"),
    path("groups/", groups.groups, name="groups"),
    path("groups/add", groups.add_group, name="add-group"),
    path("groups/<int:pk>", groups.group, name="group"),
    path("groups/<int:pk>/change", groups.change_group, name="change-group"),
    path("groups/<int:pk>/seat", groups.add_seat, name="add-seat"),
    path("groups/<int:pk>/member", groups.add_member, name="add-member"),
    path("members/<int:pk>/end", groups.end_membership, name="end-membership"),
    path("leads/add", groups.add_lead, name="add-lead"),
    path("leads/<int:pk>", groups.lead, name="lead"),
    path("leads/<int:pk>/hand-over", groups.hand_over, name="hand-over"),
    path("leads/<int:pk>/renew", groups.renew, name="renew"),
    path("asks/", asks.asks, name="asks"),
    path("asks/add", asks.add_ask, name="add-ask"),
    path("asks/<int:pk>", asks.ask, name="ask"),
    path("asks/<int:pk>/reply", asks.reply, name="reply"),
    path("asks/<int:pk>/answer", asks.answer, name="answer"),
    path("replies/<int:pk>/withdraw", asks.withdraw_reply, name="withdraw-reply"),
    path("letters/<int:pk>", asks.letter, name="letter"),
    path("meetings/", meetings.plan, name="meetings"),
    path("meetings/add", meetings.add_meeting, name="add-meeting"),
    path("meetings/<int:pk>", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/change", meetings.change_meeting, name="change-meeting"),
    path("meetings/<int:pk>/move", meetings.move, name="move-meeting"),
    path("meetings/<int:pk>/attendance", meetings.attendance, name="attendance"),
    path("meetings/<int:pk>/item", meetings.add_item, name="add-item"),
    path("items/<int:pk>", meetings.item, name="item"),
    path("items/<int:pk>/change", meetings.change_item, name="change-item"),
    path("items/<int:pk>/paper", meetings.add_paper, name="add-paper"),
    path("items/<int:pk>/decision", meetings.add_decision, name="add-decision"),
    path("decisions/", meetings.decisions, name="decisions"),
    path("decisions/<int:pk>", meetings.decision, name="decision"),
    path("decisions/<int:pk>/change", meetings.change_decision, name="change-decision"),
    path("decisions/<int:pk>/supersede", meetings.supersede, name="supersede"),
    path("challenges/", challenges.challenges, name="challenges"),
    path("challenges/add", challenges.add, name="add-challenge"),
    path("challenges/<int:pk>", challenges.challenge, name="challenge"),
    path("challenges/<int:pk>/letter", challenges.letter, name="challenge-letter"),
    path("challenges/<int:pk>/respond", challenges.respond, name="respond"),
    path("challenges/<int:pk>/settle", challenges.settle, name="settle-challenge"),
]
