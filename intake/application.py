"""The application: pages of the sender and of the desk, around one office."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from flask import Flask, Response, request
from jinja2 import ChoiceLoader, FileSystemLoader, FunctionLoader, StrictUndefined

from guidebook.compiled_templates import keep_compiled
from guidebook.model.addresses import HEALTH, is_own_machine
from guidebook.stamp import built_at
from intake import desk
from intake.commands import register as commands
from intake.company import news, search
from intake.company import receipt as receipt_views
from intake.company import request_form as views
from intake.journal.journal import JournalUnavailable
from intake.journal.rotation import BACKUP_OLD, look_at
from intake.journal.verify import privacy_remarks, takes_requests
from intake.office import EXTENSION, Office, built_content, office, open_office
from intake.settings import Settings, read_secret_keys
from intake.starting import faults_of_news, faults_of_start, refuse
from intake.web.compression import compress
from intake.web.errors import IntakeFlask, keep_servers_quiet, register_problems
from intake.web.headers import with_headers
from intake.web.hosts import with_plain_host
from intake.web.limits import LARGEST_BODY, MOST_FIELDS
from intake.web.markup import register_markup
from intake.web.proxies import behind_proxies
from intake.web.renewal import Renewal

TEMPLATES = Path(__file__).parent.parent / "templates"

log = logging.getLogger(__name__)


def make_app(settings: Settings) -> Flask:
    """Make the application of a district.

    Raises SettingsError, or ContentError. A queue that cannot be written does not keep it from
    starting: people then read whom to call.
    """
    refuse(faults_of_start(settings))
    secret_keys = read_secret_keys(settings.secret_key_file)
    app = _configured(settings)
    renewal = Renewal(settings.layouts)  # it sees what is switched to while this reads
    guidebook = built_content(settings)
    refuse(faults_of_news(settings, guidebook))
    app.extensions[EXTENSION] = open_office(settings, guidebook, secret_keys)
    app.before_request(_renewer(app, settings, secret_keys, renewal))
    app.register_blueprint(views.bp)
    app.register_blueprint(receipt_views.bp)
    app.register_blueprint(news.bp)
    app.register_blueprint(search.bp)
    desk.register(app)
    app.add_url_rule(HEALTH, view_func=show_health)
    app.after_request(_keep_private)
    app.after_request(compress)
    register_problems(app)
    register_markup(app)
    keep_servers_quiet()
    commands.register(app)
    prepare_queue(app.extensions[EXTENSION])
    return app


def show_health() -> Response:
    """Say ok if a request sent now would be taken and dated rightly, or in a word why not.

    Whoever asks `?full` on this machine is told of the backups and of the site too.
    """
    closed = office().journal.why_closed(office().clock())
    state = "open" if takes_requests(closed) else "closed"
    text, status = (f"{state}: {closed}\n", 503) if closed else ("ok\n", 200)
    if "full" in request.args and is_own_machine(request.remote_addr or ""):
        text += _told_of_backups() + _told_of_site()
    return Response(text, status, content_type="text/plain; charset=utf-8")


def _told_of_site() -> str:
    """Say when the site was last built: what depends on the day is wrong if no timer does."""
    at, now = built_at(office().settings.layouts), office().clock()
    if not at:
        return "site: none\n"
    age = max(now - at, timedelta())
    return f"site: {'old' if age > BACKUP_OLD else 'ok'} {age // timedelta(hours=1)} h\n"


def _told_of_backups() -> str:
    folder, now = office().settings.backups, office().clock()
    if not folder:
        return "backup: off\n"
    found = look_at(folder, now)
    times = {"backup": (found.backup, found.made_at), "restore": (found.restore, found.tried_at)}
    return "".join(
        f"{what}: {word}{f' {(now - at) // timedelta(hours=1)} h' if at else ''}\n"
        for what, (word, at) in times.items()
    )


def _configured(settings: Settings) -> IntakeFlask:
    app = IntakeFlask(__name__, static_folder=None)
    app.jinja_options = {
        "autoescape": True,
        "undefined": StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
    }
    pages = FileSystemLoader([TEMPLATES / "company", TEMPLATES / "desk"])
    app.jinja_loader = ChoiceLoader([pages, FunctionLoader(_layout)])
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=MOST_FIELDS,
        TEMPLATES_AUTO_RELOAD=True,  # a renewed office has other layouts
        TRUSTED_HOSTS=list(settings.trusted_hosts),
    )
    keep_compiled(app.jinja_env)
    inner = behind_proxies(with_headers(with_plain_host(app.wsgi_app)), settings.proxies)
    app.wsgi_app = inner  # type: ignore[method-assign,assignment]
    return app


def _layout(name: str) -> tuple[str, None, Callable[[], bool]] | None:
    """Return the source of a layout, and what tells whether it is still the office's."""
    source = office().layouts.get(name)
    if source is None:
        return None
    return source, None, lambda: office().layouts.get(name) == source


def _renewer(
    app: Flask, settings: Settings, secret_keys: tuple[str, ...], renewal: Renewal
) -> Callable[[], None]:
    """Return what looks before each request whether a build was finished, and renews the office."""

    def opened_anew() -> Office:
        journal = app.extensions[EXTENSION].journal
        return open_office(settings, built_content(settings), secret_keys, journal)

    def put(renewed: Office) -> None:
        app.extensions[EXTENSION] = renewed

    return lambda: renewal.after_build(opened_anew, put)


def _keep_private(response: Response) -> Response:
    """Keep answers out of caches and of search.

    A form, and what answers one, stay with the reader's own browser: it cannot ask for them again,
    and 「后退」 would end in its error page (ERR_CACHE_MISS), with what was typed gone. What was
    found stays too, for whoever comes back to it from a page.
    """
    is_form = request.method == "POST" or request.blueprint in (views.bp.name, search.bp.name)
    own = is_form and response.location is None
    response.headers["Cache-Control"] = "private, no-cache" if own else "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def prepare_queue(opened: Office) -> None:
    """Make journal and clerk's copy ready; no queue is made, and none that is gone is made anew."""
    try:
        opened.journal.begin()
        if opened.journal.seq() and not opened.journal.is_right(opened.clock()):
            log.warning("the clock is far ahead of the last rows: is it right?")
        opened.clerk_copy.renew()
        for remark in privacy_remarks(opened.journal.places):
            log.warning("in the queue's folder, %s: %s", remark.kind, remark.where)
    except JournalUnavailable:
        return  # the journal has logged why
