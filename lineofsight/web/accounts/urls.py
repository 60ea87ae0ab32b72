"""Addresses of people, agencies and the trail."""

from django.urls import path

from lineofsight.web.accounts import entering, glass, own, searching, signing_on, views

app_name = "accounts"
urlpatterns = [
    path("sign-in", entering.sign_in, name="sign-in"),
    path("sign-in/as", entering.sign_in_as, name="sign-in-as"),
    path("sign-in/code", entering.code, name="code"),
    path("sign-in/passkey", entering.passkey, name="passkey"),
    path("sign-in/organisation", signing_on.sign_on, name="sign-on"),
    path("sign-in/organisation/back", signing_on.back, name="sign-on-back"),
    path("sign-out/organisation", signing_on.way_out, name="sign-on-out"),
    path("sign-in/forgotten", entering.forgotten, name="forgotten"),
    path("sign-out", entering.sign_out, name="sign-out"),
    path("link/<str:secret>", entering.link, name="link"),
    path("reminder/<str:secret>", entering.reminder, name="reminder"),
    path("account", own.account, name="account"),
    path("account/code", own.set_up_code, name="set-up-code"),
    path("account/passkeys/add", own.add_passkey, name="add-passkey"),
    path("account/passkeys/<int:pk>", own.change_passkey, name="change-passkey"),
    path("account/organisation", signing_on.link, name="link-sign-on"),
    path("account/organisation/remove", signing_on.remove, name="remove-sign-on"),
    path("account/password", own.password, name="password"),
    path("account/visits/<int:pk>/sign-out", own.sign_out_one, name="sign-out-one"),
    path("account/sign-out-elsewhere", own.sign_out_elsewhere, name="sign-out-elsewhere"),
    path("people/", views.people, name="people"),
    path("people/invite", views.invite, name="invite"),
    path("people/<int:pk>", views.person, name="person"),
    path("people/<int:pk>/role", views.role, name="role"),
    path("people/<int:pk>/close", views.close, name="close"),
    path("people/<int:pk>/open", views.reopen, name="open"),
    path("people/<int:pk>/invite-again", views.invite_again, name="invite-again"),
    path("people/<int:pk>/sign-out", views.sign_out_person, name="sign-out-person"),
    path("people/<int:pk>/lost-telephone", views.lost_telephone, name="lost-telephone"),
    path("agencies/", views.agencies, name="agencies"),
    path("agencies/add", views.add_agency, name="add-agency"),
    path("agencies/<int:pk>", views.change_agency, name="change-agency"),
    path("break-glass/", glass.openings, name="openings"),
    path("break-glass/open", glass.break_glass, name="break-glass"),
    path("break-glass/<int:pk>", glass.opening, name="opening"),
    path("break-glass/<int:pk>/end", glass.end_opening, name="end-opening"),
    path("break-glass/<int:pk>/seen", glass.seen_opening, name="seen-opening"),
    path("trail/", searching.entries, name="trail"),
    path("trail/export", searching.export, name="export-trail"),
    path("trail/of/<str:kind>/<path:subject>", searching.who_looked, name="who-looked"),
]
