"""What a person may do, by role. Which records they may do it to is a model's `visible_to`."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class Permission(StrEnum):
    SIGNED_IN = "signed_in"  # one's own account, and the first page
    FIGURES_VIEW = "figures_view"
    FIGURES_TRACE = "figures_trace"  # down to the rows that were counted
    TARGET_SET = "target_set"
    COMMENT_DRAFT = "comment_draft"
    COMMENT_AGREE = "comment_agree"
    FILES_VIEW = "files_view"
    FILES_LOAD = "files_load"
    PEOPLE_VIEW = "people_view"
    PEOPLE_MANAGE = "people_manage"
    AGENCY_PEOPLE = "agency_people"  # invite and close people of one's own agency, and nobody else
    TOKENS_GIVE = (
        "tokens_give"  # let a system of an agency read figures: of one's own, or with PEOPLE_MANAGE of any
    )
    TRAIL_VIEW = "trail_view"
    WATCH_VIEW = "watch_view"  # what asks for the board's attention, and its questions
    BREAK_GLASS = "break_glass"  # open for an hour, with a reason, what stands in BEHIND_GLASS
    BOARD_STEER = "board_steer"  # the first page says what changed since the board met
    PUBLISH = "publish"  # decide what the public may read
    REFER = "refer"  # point from one record to another
    BOARD_VIEW = "board_view"  # the board's business: one's own, and what is shared with every agency
    BOARD_VIEW_ALL = "board_view_all"  # of every agency and group; closed parts only as a member of the group
    BOARD_RECORD = (
        "board_record"  # meetings, decisions, asks, challenges, risks; and what the board said to a reply
    )
    ASK_REPLY = "ask_reply"  # reply for one's agency to what the board asks

    RETURNS_VIEW = "returns_view"  # the calendar: all of it to those who watch, else one's own agency's
    RETURNS_SEND = "returns_send"  # send a file, and agree the figures, for one's agency
    RETURNS_KEEP = "returns_keep"  # agree who sends what by when, check what came, ask for what did not
    INFORMATION_HANDLE = "information_handle"  # requests for information, what is released, incidents
    REPORT_CHECK = "report_check"  # hold a report's sentences against the record
    SETUP = "setup"  # say who the board is, and which rooms it uses


class Role(StrEnum):
    """Stored by its code, which never changes; shown by the words in TITLES."""

    BUSINESS_MANAGER = "business_manager"
    INDEPENDENT_CHAIR = "independent_chair"
    PARTNERSHIP_CHAIR = "partnership_chair"
    SCRUTINEER = "scrutineer"
    BOARD_MEMBER = "board_member"
    ANALYST = "analyst"
    AGENCY_LEAD = "agency_lead"
    SCHOOL_LEAD = "school_lead"
    SCREENER = "screener"
    FRONT_DOOR_MANAGER = "front_door_manager"
    EARLY_HELP_COORDINATOR = "early_help_coordinator"
    MISSING_COORDINATOR = "missing_coordinator"
    DEATH_COORDINATOR = "death_coordinator"
    DEATH_PANEL = "death_panel"
    REVIEW_LEAD = "review_lead"
    CRITICAL_FRIEND = "critical_friend"
    SCRUTINY_MEMBER = "scrutiny_member"
    ADMINISTRATOR = "administrator"


TITLES = {
    Role.BUSINESS_MANAGER: "Business manager",
    Role.INDEPENDENT_CHAIR: "Independent chair",
    Role.PARTNERSHIP_CHAIR: "Partnership chair",
    Role.SCRUTINEER: "Independent scrutineer",
    Role.BOARD_MEMBER: "Board member",
    Role.ANALYST: "Performance analyst",
    Role.AGENCY_LEAD: "Agency safeguarding lead",
    Role.SCHOOL_LEAD: "School safeguarding lead",
    Role.SCREENER: "Front-door screener",
    Role.FRONT_DOOR_MANAGER: "Front-door manager",
    Role.EARLY_HELP_COORDINATOR: "Early-help coordinator",
    Role.MISSING_COORDINATOR: "Missing and exploitation coordinator",
    Role.DEATH_COORDINATOR: "Child-death coordinator",
    Role.DEATH_PANEL: "Child-death panel member",
    Role.REVIEW_LEAD: "Case-review lead",
    Role.CRITICAL_FRIEND: "Critical friend",
    Role.SCRUTINY_MEMBER: "Scrutiny member",
    Role.ADMINISTRATOR: "Administrator",
}

_P = Permission
READS = {_P.SIGNED_IN, _P.FIGURES_VIEW}
STEERS = {
    _P.BOARD_STEER,
    _P.REPORT_CHECK,
    _P.REFER,
    _P.WATCH_VIEW,
    _P.BOARD_VIEW,
    _P.BOARD_VIEW_ALL,
    _P.BREAK_GLASS,
    _P.RETURNS_VIEW,
}
SENDS = {_P.RETURNS_VIEW, _P.RETURNS_SEND}
GRANTS: dict[Role, frozenset[Permission]] = {
    role: frozenset(granted)
    for role, granted in {
        Role.BUSINESS_MANAGER: READS
        | STEERS
        | {
            _P.BOARD_RECORD,
            _P.ASK_REPLY,
            _P.TARGET_SET,
            _P.COMMENT_DRAFT,
            _P.COMMENT_AGREE,
            _P.PUBLISH,
            _P.INFORMATION_HANDLE,
            _P.FILES_VIEW,
            _P.FILES_LOAD,
            _P.RETURNS_SEND,
            _P.RETURNS_KEEP,
            _P.SETUP,
            _P.PEOPLE_VIEW,
            _P.TRAIL_VIEW,
        },
        Role.INDEPENDENT_CHAIR: READS
        | STEERS
        | {_P.COMMENT_AGREE, _P.PUBLISH, _P.TARGET_SET, _P.PEOPLE_VIEW, _P.BOARD_RECORD},
        Role.PARTNERSHIP_CHAIR: READS
        | STEERS
        | {_P.COMMENT_AGREE, _P.PUBLISH, _P.TARGET_SET, _P.PEOPLE_VIEW, _P.BOARD_RECORD},
        Role.SCRUTINEER: READS | STEERS | {_P.PEOPLE_VIEW, _P.TRAIL_VIEW},
        Role.BOARD_MEMBER: READS
        | {_P.WATCH_VIEW, _P.BOARD_VIEW, _P.BOARD_VIEW_ALL, _P.ASK_REPLY, _P.RETURNS_VIEW},
        Role.ANALYST: READS
        | {
            _P.FIGURES_TRACE,
            _P.TARGET_SET,
            _P.COMMENT_DRAFT,
            _P.FILES_VIEW,
            _P.FILES_LOAD,
            _P.REPORT_CHECK,
            _P.REFER,
            _P.WATCH_VIEW,
            _P.BOARD_VIEW,
            _P.RETURNS_VIEW,
            _P.RETURNS_SEND,
            _P.RETURNS_KEEP,
        },
        Role.AGENCY_LEAD: READS | SENDS | {_P.BOARD_VIEW, _P.ASK_REPLY, _P.AGENCY_PEOPLE, _P.TOKENS_GIVE},
        Role.SCHOOL_LEAD: READS | SENDS | {_P.BOARD_VIEW, _P.ASK_REPLY},
        Role.SCREENER: READS,
        Role.FRONT_DOOR_MANAGER: READS,
        Role.EARLY_HELP_COORDINATOR: READS,
        Role.MISSING_COORDINATOR: READS,
        Role.DEATH_COORDINATOR: READS | {_P.BOARD_VIEW},
        Role.DEATH_PANEL: READS,
        Role.REVIEW_LEAD: READS | {_P.BOARD_VIEW},
        Role.CRITICAL_FRIEND: READS | {_P.WATCH_VIEW, _P.BOARD_VIEW, _P.RETURNS_VIEW},
        Role.SCRUTINY_MEMBER: READS | {_P.BOARD_VIEW},
        Role.ADMINISTRATOR: {
            _P.SIGNED_IN,
            _P.SETUP,
            _P.PEOPLE_VIEW,
            _P.PEOPLE_MANAGE,
            _P.TOKENS_GIVE,
            _P.TRAIL_VIEW,
        },
    }.items()
}

# Whoever holds one of these signs in with a second factor: they see rows about children, or give others access.
BEHIND_TWO_FACTORS = frozenset(
    {
        _P.FIGURES_TRACE,
        _P.FILES_LOAD,
        _P.RETURNS_SEND,
        _P.PEOPLE_MANAGE,
        _P.AGENCY_PEOPLE,
        _P.TOKENS_GIVE,
        _P.TRAIL_VIEW,
        _P.BREAK_GLASS,
        _P.INFORMATION_HANDLE,
    }
)
BEHIND_GLASS = frozenset({_P.FIGURES_TRACE})  # what may be opened in an emergency
# What an agency's own lead may make of a colleague: nothing that sees more than the lead.
WITHIN_AN_AGENCY = frozenset({Role.AGENCY_LEAD, Role.SCHOOL_LEAD})

# Whom the business manager lets in from the list of members: nobody who sees rows about children or lets others in.
FROM_A_LIST = frozenset(
    role for role, granted in GRANTS.items() if not granted & (BEHIND_GLASS | {Permission.PEOPLE_MANAGE})
)


def who_may(permission: Permission) -> list[Role]:
    return [role for role, granted in GRANTS.items() if permission in granted]


def given_by(role: Role) -> frozenset[Role]:
    """The roles into which whoever has a role may invite."""
    may = GRANTS[role]
    if Permission.PEOPLE_MANAGE in may:
        return frozenset(Role)
    if Permission.SETUP in may:
        return FROM_A_LIST
    return WITHIN_AN_AGENCY if Permission.AGENCY_PEOPLE in may else frozenset()


View = Callable[..., HttpResponse]


def needs_two_factors(role: str) -> bool:
    return bool(GRANTS[Role(role)] & BEHIND_TWO_FACTORS)


def requires(*permissions: Permission, before_second_factor: bool = False) -> Callable[[View], View]:
    """Refuse a view to anyone whose role grants none of `permissions`.

    `before_second_factor`: also for those who have yet to give theirs, such as the page that sets it up.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            person: Any = request.user
            if not person.is_authenticated:
                if request.method == "POST":
                    from lineofsight.web.accounts.entering import ask_to_sign_in  # it stands on this module

                    return ask_to_sign_in(request)
                return redirect(f"{reverse(settings.LOGIN_URL)}?{_onward(request)}")
            if settings.TWO_FACTORS and not before_second_factor and not person.is_verified():
                if person.has_second_factor:
                    return redirect(f"{reverse('accounts:code')}?{_onward(request)}")
                if needs_two_factors(person.role):
                    messages.info(request, "Your role needs a second factor. Set it up before you go on.")
                    return redirect("accounts:set-up-code")
            if not any(map(person.may, permissions)):
                raise PermissionDenied
            from lineofsight.web.accounts import kept  # it knows people, and people know this module

            with kept.back_in(request):
                return view(request, *args, **kwargs)

        guarded.requires = permissions  # type: ignore[attr-defined]
        return guarded

    return guard


def _onward(request: HttpRequest) -> str:
    return urlencode({"next": request.get_full_path()})


def open_to_all(view: View) -> View:
    """Mark a view that needs nobody signed in, so that none is open because someone forgot."""
    view.requires = None  # type: ignore[attr-defined]
    return view


def for_systems(view: View) -> View:
    """Mark a view that asks for a token of the API, and takes no notice of who is signed in."""
    view.requires = OF_SYSTEMS  # type: ignore[attr-defined]
    return view


OF_SYSTEMS = "system"
