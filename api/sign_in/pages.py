"""What the pages of the sign-in say, as markup."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from api.doors import Choice, OpenSession, Visitor
from api.look.frame import Html, fill, framed

TEMPLATES: Final = Path(__file__).parent / "templates"
NOTHING: Final = Html("")
WAY_OUT: Final = Html('<p class="hint"><a href="/account">Not now</a></p>')
ALL_RUNS: Final = "/asset-groups/"


def _part(template: str, /, **parts: str) -> Html:
    return fill(TEMPLATES / f"{template}.html", **parts)


def alert(title: str, text: str) -> Html:
    """Return what went wrong, as it is read out at once."""
    return _part("note", kind="alert", role="alert", title=title, text=text)


def told(title: str, text: str = "") -> Html:
    """Return what was done."""
    return _part("note", kind="", role="status", title=title, text=text)


def sign_in(
    form: str, *, wanted: str, organization: str = "", email: str = "", note: Html = NOTHING
) -> Html:
    """Return the sign-in page; the cursor stands in the first field that is empty."""
    empty = "password" if organization and email else "email" if organization else "organization"
    focus = {
        f"focus_{each}": Html("autofocus" if each == empty else "")
        for each in ("organization", "email", "password")
    }
    content = _part(
        "sign_in", form=form, next=wanted, organization=organization, email=email, note=note,
        **focus,
    )  # fmt: skip
    return framed("Sign in", content, home="/sign-in")


def password(form: str, visitor: Visitor, note: Html = NOTHING) -> Html:
    """Return the page to choose one's own password."""
    if visitor.must_change_password:
        says = (
            "Choose your own password",
            "The one you were given is good for this alone. Nobody else will know the new one.",
            "One-time password",
        )
    else:
        says = ("Change your password", "Your other sessions end with it.", "Present password")
    title, lead, old_label = says
    way_out = NOTHING if visitor.must_change_password else WAY_OUT
    content = _part(
        "password", form=form, email=visitor.name, note=note, title=title, lead=lead,
        old_label=old_label, way_out=way_out,
    )  # fmt: skip
    return framed(title, content, home="/account")


def organization(form: str, choices: Sequence[Choice], visitor: Visitor, wanted: str) -> Html:
    """Return the page to choose for whom one works."""
    rows = [
        _part(
            "choice", form=form, next=wanted, slug=each.slug, name=each.name,
            mark=_mark("here now") if each.slug == visitor.organization else NOTHING,
        )
        for each in choices
    ]  # fmt: skip
    content = _part("organization", note=NOTHING, choices=Html("\n".join(rows)))
    return framed("For whom today?", content, home="/account")


def account(
    form: str,
    visitor: Visitor,
    sessions: Sequence[OpenSession],
    *,
    may_look: bool,
    has_choice: bool,
    note: Html = NOTHING,
) -> Html:
    """Return the page that says who is signed in, and where to go on to."""
    where = visitor.organization_name or visitor.organization
    lead = f"{visitor.name}, for {where}" if where else f"{visitor.name}, to look and run stages"
    rows = [_session(form, each) for each in sessions]
    content = _part(
        "account",
        form=form, lead=lead, note=note,
        runs=_runs(visitor, may_look=may_look),
        sessions=_part("sessions", rows=Html("\n".join(rows))) if rows else NOTHING,
        acts=_acts(visitor, has_choice=has_choice),
    )  # fmt: skip
    return framed("Signed in", content, home="/account", is_broad=True)


def owner(form: str, key: str, note: Html = NOTHING) -> Html:
    """Return the page the one-time link opens: a link that is only looked at is not used up."""
    return framed("You run this machine", _part("owner", form=form, key=key, note=note))


def said(title: str, text: str, href: str, way_on: str) -> Html:
    """Return a page that only says something."""
    return framed(title, _part("said", title=title, text=text, href=href, way_on=way_on))


def _runs(visitor: Visitor, *, may_look: bool) -> Html:
    if may_look:
        text = "Which days and months were made, what was found, and what starts when."
        way_on = Html(f'<p><a class="button" href="{ALL_RUNS}">Go on to the runs</a></p>')
        return _part("runs", text=text, way_on=way_on)
    if not visitor.sees_all:
        text = (
            "They show the work of every operator on this installation side by side, so they are "
            "open to its owner, and to who belongs to all of them."
        )
    else:
        text = "They are open to who may read volumes."
    return _part("runs", text=text, way_on=NOTHING)


def _session(form: str, session: OpenSession) -> Html:
    return _part(
        "session",
        form=form,
        session_id=session.session_id,
        what=session.application or "A browser",
        mark=_mark("this one") if session.is_this else NOTHING,
        opened=session.opened_at.isoformat(),
        opened_text=_moment(session.opened_at),
        expires=session.expires_at.isoformat(),
        expires_text=_moment(session.expires_at),
    )


def _acts(visitor: Visitor, *, has_choice: bool) -> Html:
    if visitor.is_machine_owner:
        return NOTHING
    links = ['<a class="button plain" href="/account/password">Change password</a>']
    if has_choice:
        links.append('<a class="button plain" href="/account/organization">Another operator</a>')
    return Html(f'<div class="acts">{"".join(links)}</div>')


def _mark(text: str) -> Html:
    return Html(f'<span class="mark">{text}</span>')


def _moment(instant: datetime) -> str:
    return f"{instant:%-d %b %Y, %H:%M}"
