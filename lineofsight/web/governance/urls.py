"""Addresses of the board's business."""

from django.urls import path

from lineofsight.web.governance.views import asks, groups, home

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
]
