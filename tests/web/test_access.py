"""Who may open what: every address and every role, as a table."""

from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.db import models
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern

from lineofsight.web.accounts import models as accounts
from lineofsight.web.accounts.permissions import GRANTS, OF_SYSTEMS, TITLES, Role
from lineofsight.web.accounts.trailed import Trailed
from lineofsight.web.api import models as api
from lineofsight.web.governance import models as governance
from lineofsight.web.governance.urls import urlpatterns as of_the_board
from lineofsight.web.imports import models as imports
from lineofsight.web.imports.urls import urlpatterns as of_imports
from lineofsight.web.improvement import models as improvement
from lineofsight.web.improvement.urls import urlpatterns as of_improvement
from lineofsight.web.indicators import models as indicators
from lineofsight.web.information import models as information
from lineofsight.web.information.urls import urlpatterns as of_information
from lineofsight.web.loads import models as loads
from lineofsight.web.loads.models import Task
from lineofsight.web.publishing import models as publishing
from lineofsight.web.records import models as records
from lineofsight.web.reports import models as reports
from lineofsight.web.reports.urls import urlpatterns as of_reports
from lineofsight.web.returns import models as returns
from lineofsight.web.returns.urls import urlpatterns as of_returns
from tests.web import make, two_agencies

OURS = (
    "accounts", "records", "indicators", "loads", "publishing", "returns", "governance", "information", "improvement",
    "api", "imports", "reports",
)  # fmt: skip
APPS = (
    accounts, records, indicators, loads, publishing, governance, information, returns, improvement, api, imports, reports,
)  # fmt: skip
MUTABILITY = {model: how for app in APPS for model, how in app.MUTABILITY.items()}
EVERYONE = frozenset(Role)
MANAGERS = {Role.ADMINISTRATOR}
SEES_PEOPLE = {
    Role.ADMINISTRATOR, Role.BUSINESS_MANAGER, Role.INDEPENDENT_CHAIR, Role.PARTNERSHIP_CHAIR, Role.SCRUTINEER,
}  # fmt: skip
SEES_TRAIL = {Role.ADMINISTRATOR, Role.BUSINESS_MANAGER, Role.SCRUTINEER}
SEES_FIGURES = EVERYONE - {Role.ADMINISTRATOR}
STEERS = {Role.BUSINESS_MANAGER, Role.INDEPENDENT_CHAIR, Role.PARTNERSHIP_CHAIR, Role.SCRUTINEER}
WATCHES = STEERS | {Role.ANALYST, Role.BOARD_MEMBER, Role.CRITICAL_FRIEND}
CHAIRS = {Role.INDEPENDENT_CHAIR, Role.PARTNERSHIP_CHAIR}
REFERS = {Role.ANALYST, Role.BUSINESS_MANAGER, Role.SCRUTINEER, *CHAIRS}
IN_THE_BOARDROOM = EVERYONE - {
    Role.ADMINISTRATOR, Role.SCREENER, Role.FRONT_DOOR_MANAGER, Role.EARLY_HELP_COORDINATOR, Role.MISSING_COORDINATOR,
    Role.DEATH_PANEL,
}  # fmt: skip
RECORDS = {Role.BUSINESS_MANAGER, *CHAIRS}
REPLIES = {Role.BUSINESS_MANAGER, Role.BOARD_MEMBER, Role.AGENCY_LEAD, Role.SCHOOL_LEAD}
KEEPS_RETURNS = {Role.BUSINESS_MANAGER, Role.ANALYST}
SETS_UP = {Role.ADMINISTRATOR, Role.BUSINESS_MANAGER}
SENDS = KEEPS_RETURNS | {Role.AGENCY_LEAD, Role.SCHOOL_LEAD}
SEES_RETURNS = WATCHES | SENDS
BREAKS_GLASS = CHAIRS | {Role.BUSINESS_MANAGER, Role.SCRUTINEER}
GIVES_TOKENS = {Role.ADMINISTRATOR, Role.AGENCY_LEAD}
BOARD_PAGES = (
    "meetings", "meeting", "item", "decisions", "decision", "challenges", "challenge", "challenge-letter", "respond",
    "risks", "risk", "owed", "report", "documents", "document", "pack", "download-pack", "paper-file", "money",
    "money-line", "training", "course", "beside", "interface", "reply-file", "response-file",
    "send-report", "report-file",
)  # fmt: skip
BOARD_FORMS = (
    "add-meeting", "change-meeting", "move-meeting", "cancel-meeting", "attendance", "add-item", "change-item",
    "add-paper", "withdraw-paper",
    "add-decision", "change-decision", "supersede", "add-challenge", "settle-challenge", "add-risk", "change-risk",
    "look-at-risk", "add-control", "change-control", "measure-risk", "withdraw-risk-measure", "add-report",
    "change-report", "add-document", "change-document", "papers", "add-money", "change-money", "add-course",
    "change-course", "add-interface", "change-interface", "record-exchange", "add-seat", "add-member", "set-quorum",
)  # fmt: skip
IMPROVEMENT_PAGES = (
    "home", "priority", "actions", "action", "claim", "plan", "workstream", "ask-workstream", "visit",
    "answer-friend", "inspection", "finding", "milestone",
)  # fmt: skip
IMPROVEMENT_FORMS = (
    "add-priority", "change-priority", "add-heard", "add-measure", "withdraw-measure", "add-action",
    "change-action", "decide", "look", "add-plan", "change-plan", "add-workstream", "change-workstream",
    "measure-workstream", "add-milestone", "change-milestone", "add-inspection", "change-inspection",
    "add-grade", "add-finding", "known",
)  # fmt: skip
NOBODY_SIGNED_IN = None  # open to all

MAY_OPEN: dict[str, frozenset[Role] | set[Role] | str | None] = {
    "home": EVERYONE,
    "components": EVERYONE,
    "more": EVERYONE,
    "health": NOBODY_SIGNED_IN,
    "ready": NOBODY_SIGNED_IN,
    "colours": NOBODY_SIGNED_IN,
    "logo": NOBODY_SIGNED_IN,
    "accounts:sign-in": NOBODY_SIGNED_IN,
    "accounts:sign-in-as": NOBODY_SIGNED_IN,
    "accounts:forgotten": NOBODY_SIGNED_IN,
    "accounts:sign-on": NOBODY_SIGNED_IN,
    "accounts:sign-on-back": NOBODY_SIGNED_IN,
    "accounts:sign-on-out": NOBODY_SIGNED_IN,
    "accounts:passkey": NOBODY_SIGNED_IN,
    "accounts:sign-out": NOBODY_SIGNED_IN,
    "accounts:link": NOBODY_SIGNED_IN,
    "accounts:reminder": NOBODY_SIGNED_IN,
    "accounts:code": EVERYONE,
    "accounts:account": EVERYONE,
    "accounts:set-up-code": EVERYONE,
    "accounts:add-passkey": EVERYONE,
    "accounts:change-passkey": EVERYONE,
    "accounts:password": EVERYONE,
    "accounts:link-sign-on": EVERYONE,
    "accounts:remove-sign-on": EVERYONE,
    "accounts:sign-out-elsewhere": EVERYONE,
    "accounts:people": SEES_PEOPLE | {Role.AGENCY_LEAD},
    "accounts:person": SEES_PEOPLE | {Role.AGENCY_LEAD},
    "accounts:invite": MANAGERS | {Role.AGENCY_LEAD},
    "accounts:role": MANAGERS,
    "accounts:invite-again": MANAGERS | {Role.AGENCY_LEAD},
    "accounts:sign-out-person": MANAGERS,
    "accounts:sign-out-one": EVERYONE,
    "accounts:close": MANAGERS | {Role.AGENCY_LEAD},
    "accounts:open": MANAGERS,
    "accounts:lost-telephone": MANAGERS,
    "accounts:agencies": SEES_PEOPLE,
    "accounts:add-agency": MANAGERS,
    "accounts:change-agency": MANAGERS,
    "accounts:trail": SEES_TRAIL,
    "accounts:export-trail": SEES_TRAIL,
    "accounts:who-looked": SEES_TRAIL,
    "accounts:openings": SEES_TRAIL | CHAIRS,
    "accounts:break-glass": BREAKS_GLASS,
    "accounts:opening": SEES_TRAIL | CHAIRS,
    "accounts:end-opening": BREAKS_GLASS,
    "accounts:seen-opening": SEES_TRAIL,
    "records:today": EVERYONE,
    "records:changed": EVERYONE,
    "records:search": EVERYONE,
    **dict.fromkeys(["records:calendar", "records:stop-calendar"], EVERYONE),
    "records:calendar-feed": NOBODY_SIGNED_IN,
    "records:agency": EVERYONE,
    "records:merge": SETS_UP,
    "records:refer": REFERS,
    "records:withdraw": REFERS,
    "toy:list": SEES_FIGURES,
    "toy:promise": SEES_FIGURES,
    "governance:home": IN_THE_BOARDROOM,
    "governance:handover": STEERS | {Role.BOARD_MEMBER},
    "governance:groups": IN_THE_BOARDROOM,
    "governance:group": IN_THE_BOARDROOM,
    "governance:add-group": RECORDS,
    "governance:change-group": RECORDS,
    "governance:end-membership": RECORDS,
    "governance:lead": IN_THE_BOARDROOM,
    "governance:add-lead": RECORDS,
    "governance:hand-over": RECORDS,
    "governance:renew": IN_THE_BOARDROOM,
    "governance:asks": IN_THE_BOARDROOM,
    "governance:add-ask": RECORDS,
    "governance:ask": IN_THE_BOARDROOM,
    "governance:reply": IN_THE_BOARDROOM,
    "governance:answer": RECORDS,
    "governance:withdraw-reply": IN_THE_BOARDROOM,
    "governance:letter": IN_THE_BOARDROOM,
    **{f"governance:{name}": IN_THE_BOARDROOM for name in BOARD_PAGES},
    **{f"governance:{name}": RECORDS for name in BOARD_FORMS},
    **{f"improvement:{name}": IN_THE_BOARDROOM for name in IMPROVEMENT_PAGES},
    **{f"improvement:{name}": RECORDS for name in IMPROVEMENT_FORMS},
    "indicators:dashboard": SEES_FIGURES,
    "indicators:indicator": SEES_FIGURES,
    "indicators:breakdowns": SEES_FIGURES,
    "indicators:neighbours": SEES_FIGURES,
    "indicators:history": SEES_FIGURES,
    "indicators:export": SEES_FIGURES,
    "indicators:passport": SEES_FIGURES,
    "indicators:rows": {Role.ANALYST},
    "indicators:target": {Role.ANALYST, Role.BUSINESS_MANAGER, *CHAIRS},
    "indicators:comment": {Role.ANALYST, Role.BUSINESS_MANAGER},
    "indicators:changed": SEES_FIGURES,
    "indicators:watched": WATCHES,
    "indicators:question": SEES_FIGURES,
    "indicators:settle": SEES_FIGURES,  # then its owner, or whoever steers
    "indicators:give": STEERS,
    "indicators:ask": STEERS | {Role.ANALYST},
    "indicators:choose": {Role.ANALYST, Role.BUSINESS_MANAGER, *CHAIRS},
    "indicators:note": {Role.ANALYST, Role.BUSINESS_MANAGER},
    "indicators:withdraw-note": {Role.ANALYST, Role.BUSINESS_MANAGER},
    "indicators:agree": {Role.BUSINESS_MANAGER, *CHAIRS},
    **{f"information:{one.name}": {Role.BUSINESS_MANAGER} for one in of_information},
    "information:papers": EVERYONE,
    "information:paper": EVERYONE,
    "publishing:list": {Role.BUSINESS_MANAGER, *CHAIRS},
    "publishing:decide": {Role.BUSINESS_MANAGER, *CHAIRS},
    "publishing:seen": {Role.BUSINESS_MANAGER, *CHAIRS},
    **{f"imports:{one.name}": RECORDS for one in of_imports},
    **{f"reports:{one.name}": STEERS | {Role.ANALYST} for one in of_reports},
    **{f"reports:{name}": STEERS for name in ("records", "records-file")},  # they tell of every agency
    "setup:start": SETS_UP,
    "setup:questions": SETS_UP,
    "setup:rooms": SETS_UP,
    "setup:looks": SETS_UP,
    "setup:statistics": {Role.ANALYST, Role.BUSINESS_MANAGER},
    "setup:load-ready": {Role.ANALYST, Role.BUSINESS_MANAGER},
    "setup:people": SETS_UP,
    "setup:invite": SETS_UP,
    "returns:calendar": SEES_RETURNS,
    "returns:supplies": SEES_RETURNS,
    "returns:add-supply": KEEPS_RETURNS,
    "returns:renew": KEEPS_RETURNS,
    "returns:people": KEEPS_RETURNS,
    **dict.fromkeys(["returns:stop", "returns:move"], KEEPS_RETURNS),
    "returns:schedule": KEEPS_RETURNS,
    "returns:ask": KEEPS_RETURNS,
    "returns:return": SEES_RETURNS,
    "returns:send": SENDS,
    "returns:came": KEEPS_RETURNS,
    "returns:check": KEEPS_RETURNS,
    "returns:query": KEEPS_RETURNS,
    "returns:answer": SENDS,
    "returns:agree": SENDS,
    "returns:rows": SENDS,
    "api:tokens": GIVES_TOKENS,
    "api:add-token": GIVES_TOKENS,
    "api:revoke-token": GIVES_TOKENS,
    "api:docs": NOBODY_SIGNED_IN,
    "api:openapi": NOBODY_SIGNED_IN,
    "api:nothing-there": NOBODY_SIGNED_IN,
    "api:catalogue": OF_SYSTEMS,
    "api:meaning": OF_SYSTEMS,
    "api:readings": OF_SYSTEMS,
    "api:readings-of": OF_SYSTEMS,
    "api:published": OF_SYSTEMS,
    "api:published-of": OF_SYSTEMS,
    "loads:list": {Role.ANALYST, Role.BUSINESS_MANAGER},
    "loads:task": {Role.ANALYST, Role.BUSINESS_MANAGER},
    "loads:load": {Role.ANALYST, Role.BUSINESS_MANAGER},
    "loads:upload": {Role.ANALYST, Role.BUSINESS_MANAGER},
    "loads:recompute": {Role.ANALYST, Role.BUSINESS_MANAGER},
    "loads:headings": {Role.ANALYST, Role.BUSINESS_MANAGER},
    "loads:again": {Role.ANALYST, Role.BUSINESS_MANAGER},
    "loads:rejects": {Role.ANALYST},
    "loads:withdraw": {Role.ANALYST, Role.BUSINESS_MANAGER},
    "loads:use-again": {Role.ANALYST, Role.BUSINESS_MANAGER},
}


def addresses(patterns=None, space: str = "") -> dict[str, URLPattern]:
    found = {}
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(one, URLPattern):
            found[f"{space}{one.name}"] = one
        else:
            found |= addresses(one.url_patterns, f"{one.namespace}:" if one.namespace else space)
    return found


def test_the_table_has_every_address():
    assert set(MAY_OPEN) == set(addresses())


def test_every_address_that_names_something_says_whose_it_is():
    """NAMED: one agency's, which no other may open (tried in test_other_agencies); else why it is shared."""
    tables = [two_agencies.NAMED, two_agencies.SHARED, two_agencies.SHARED_ROWS, two_agencies.OF_ANY_KIND]
    names = [name for table in tables for name in table]
    assert sorted(names) == sorted(name for name, one in addresses().items() if "<" in str(one.pattern))


@pytest.mark.parametrize("name", sorted(addresses()))
def test_every_view_says_who_may_use_it(name):
    view = addresses()[name].callback
    assert hasattr(view, "requires"), f"{name}: decorate it with @requires or @open_to_all"
    assert (view.requires is None) == (MAY_OPEN[name] is NOBODY_SIGNED_IN)
    assert (view.requires == OF_SYSTEMS) == (MAY_OPEN[name] == OF_SYSTEMS)


@pytest.fixture
def address_of(db, workspace):
    """An address of each view, with rows behind it that exist."""
    person, agency = make.person(Role.BOARD_MEMBER), make.agency()
    given = {
        "accounts:link": ["no-such-secret"], "accounts:reminder": ["no-such-secret"],
        "accounts:change-agency": [agency.pk],
        **{
            f"accounts:{name}": [person.pk]
            for name in ["person", "role", "close", "open", "lost-telephone", "invite-again", "sign-out-person"]
        },
    }  # fmt: skip
    task = Task.objects.create(kind="load")
    figures = ("indicator", "breakdowns", "neighbours", "history", "target", "note", "ask")
    given |= {f"indicators:{name}": ["FD09"] for name in figures}
    given |= {f"indicators:{name}": [1] for name in ("question", "settle", "give")}
    given["indicators:export"] = ["FD09", "csv"]
    given["indicators:withdraw-note"] = ["FD09", 1]
    given |= {f"indicators:{name}": ["FD09", "2016-17"] for name in ("passport", "rows", "comment", "agree")}
    given |= {
        "publishing:decide": ["FD09"],
        "publishing:seen": [0],
        "records:agency": [agency.pk],
        "records:merge": [agency.pk],
        "records:calendar-feed": ["no-such-secret"],
        "records:refer": ["accounts.agency", agency.pk],
        "records:withdraw": [0],
        "accounts:change-passkey": [0],
        "accounts:sign-out-one": [0],
        "accounts:who-looked": ["accounts.person", person.pk],
        **{f"accounts:{name}": [0] for name in ("opening", "end-opening", "seen-opening")},
        "toy:promise": [0],
        "api:revoke-token": [0],
        "api:nothing-there": ["nowhere"],
        **{f"api:{name}": ["FD09"] for name in ("meaning", "readings-of", "published-of")},
        "loads:task": [task.pk],
        "loads:again": [task.pk],
        "loads:headings": [task.pk],
        **{f"loads:{name}": ["gone"] for name in ("load", "rejects", "withdraw", "use-again")},
    }
    for app, patterns in (
        ("governance", of_the_board),
        ("improvement", of_improvement),
        ("information", of_information),
        ("returns", of_returns),
        ("imports", of_imports),
        ("reports", of_reports),
    ):
        given |= {f"{app}:{one.name}": [0] for one in patterns if "<int:pk>" in str(one.pattern)}
    given["governance:download-pack"] = [0, "html"]
    given |= {f"information:{name}": ["retention"] for name in ("paper", "paper-word")}
    return lambda name: reverse(name, args=given.get(name, []))


def asked(client, address):
    """The answer to a look, or to an empty form where there is nothing to look at."""
    answer = client.get(address)
    return client.post(address) if answer.status_code == 405 else answer


@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_what_the_table_says_and_nothing_else(client, address_of, role):
    make.sign_in(client, make.person(role))
    wrong = {}
    for name, may in MAY_OPEN.items():
        if may is NOBODY_SIGNED_IN:
            continue
        status = asked(client, address_of(name)).status_code
        if may == OF_SYSTEMS:
            if status != 401:  # whoever is signed in is nobody to it
                wrong[name] = status
        elif (status == 403) == (role in may) or status >= 500:
            wrong[name] = status
    assert wrong == {}


def test_whoever_is_not_signed_in_is_asked_to(client, address_of):
    for name, may in MAY_OPEN.items():
        answer = asked(client, address_of(name))
        if may == OF_SYSTEMS:
            assert answer.status_code == 401, name
        elif may is not NOBODY_SIGNED_IN:
            assert urlsplit(answer["Location"]).path == "/sign-in", name


def test_every_role_has_a_title_and_may_see_its_own_account():
    assert set(TITLES) == set(GRANTS) == set(Role)
    assert all("signed_in" in granted for granted in GRANTS.values())


def our_models() -> list[type[models.Model]]:
    return [model for label in OURS for model in apps.get_app_config(label).get_models()]


def test_every_model_says_whether_and_how_its_rows_change():
    assert set(our_models()) == set(MUTABILITY)
    freely = {model for model, how in MUTABILITY.items() if how == "freely"}
    assert not [model for model in freely if issubclass(model, Trailed)]
    assert set(MUTABILITY.values()) == {"by the trail", "freely", "never"}


def test_no_row_takes_another_with_it():
    relations = [
        f"{model.__name__}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is not models.PROTECT
    ]
    assert relations == []


def test_every_moment_says_who():
    """Every `x_at` of a trailed row has its `x_by` (a link's end is set by the clock)."""
    alone = [
        f"{model.__name__}.{field.name}"
        for model in our_models()
        if issubclass(model, Trailed)
        for field in model._meta.get_fields()
        if field.name.endswith("_at") and field.name != "expires_at"
        if field.name.removesuffix("_at") + "_by" not in {one.name for one in model._meta.get_fields()}
    ]
    assert alone == []
