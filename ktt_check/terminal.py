"""What every command does with its words: options understood, results to stdout, messages to stderr (contract §3)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from . import exits
from .resources import PROFILE
from .submissions import Submission, Submissions, workbooks_below
from .wording import say

if TYPE_CHECKING:
    from .profiles import InForce
    from .register import RegisterError
    from .rulebook import RuleBookError
    from .session import Done, Request

LANGUAGES = ("vi", "en")


class ToldError(Exception):
    """Something to tell the user in one line, and the exit status that goes with it."""

    def __init__(self, words: str, status: int) -> None:
        super().__init__(words)
        self.status = status


def print_out(text: str) -> None:
    sys.stdout.write(text + "\n")


def tell(text: str) -> None:
    """A message, without what names of files could hold to steer a terminal or turn its line around."""
    sys.stderr.write("".join(c if c.isprintable() or c == "\n" else " " for c in text) + "\n")


def choice(text: str, option: str, choices: Sequence[str], lang: str) -> str:
    """The option's value; raises ToldError for one that it does not have."""
    if text not in choices:
        words = say("error.unknown-choice", lang, text=text, option=option, choices=", ".join(choices))
        raise ToldError(words, exits.USAGE)
    return text


def language(text: str) -> str:
    """The value of ``--lang``."""
    return choice(text, "--lang", LANGUAGES, "vi")


def day(text: str | None, lang: str) -> date:
    """The value of ``--as-of``; today in Vietnam where it is not given."""
    if text is None:
        return datetime.now(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ToldError(say("error.bad-date", lang, text=text), exits.USAGE) from None


def refuse_absent(paths: Iterable[Path], lang: str) -> None:
    """Raise ToldError for a path where nothing is."""
    for path in paths:
        if not os.path.exists(path):
            raise ToldError(say("error.no-such-path", lang, path=path), exits.USAGE)


def profile_file(named: Path | None, lang: str, checked: Iterable[Path] = ()) -> Path | None:
    """The profile that is named, or its folder, else the one that is found, which is told; None without any."""
    if named is not None:
        path = named / PROFILE if os.path.isdir(named) else named
        refuse_absent([path], lang)
        return path
    from .profiles.finding import find_profile

    search = find_profile(checked)
    for path in search.passed_over:
        tell(say("profile.passed-over", lang, path=path))
    if search.found is not None:
        tell(say("profile.found", lang, path=search.found))
    return search.found


def in_force(own: Sequence[Path], lang: str, profile: Path | None) -> InForce:
    """The shipped rules with those of a profile and of the folders; raises ToldError with every mistake."""
    from .profiles import put_in_force
    from .rulebook import RuleBookError

    try:
        return put_in_force(profile, own)
    except RuleBookError as error:
        raise invalid_rules(error, lang, profile) from None


def invalid_rules(error: RuleBookError, lang: str, profile: Path | None = None) -> ToldError:
    """Every mistake in the rule files and in the profile, a line each."""
    heading = say("error.rules" if profile is None else "error.profile", lang)
    return ToldError("\n".join([heading, *error.lines(lang)]), exits.INVALID_RULES)


def invalid_register(error: RegisterError, lang: str) -> ToldError:
    """Every mistake in a register of decisions, a line each."""
    lines = [mistake.said(lang) for mistake in error.mistakes]
    return ToldError("\n".join([say("error.register", lang), *lines]), exits.INVALID_RULES)


def cannot_write(path: Path, problem: OSError, lang: str) -> ToldError:
    """Why a file could not be written."""
    from .session import cannot_write as words

    return ToldError(words(path, problem, lang), exits.UNREADABLE)


def run_told(request: Request, *, quiet: bool = True) -> Done:
    """Run it, with progress on stderr; raises ToldError where it cannot be done as asked."""
    from .library import LibraryError
    from .register import RegisterError
    from .rulebook import RuleBookError
    from .session import MisuseError, SessionError, run

    def progress(at: int, of: int, path: Path) -> None:
        if not quiet:
            name = " ".join(path.name.splitlines())
            tell(say("summary.progress", request.language, at=at, all=of, file=name))

    try:
        done = run(request, progress)
        for note in done.notes:
            tell(note)
        return done
    except RuleBookError as error:
        raise invalid_rules(error, request.language, request.profile) from None
    except RegisterError as error:
        raise invalid_register(error, request.language) from None
    except LibraryError as error:
        raise ToldError(error.sentence(request.language), exits.INVALID_RULES) from None
    except MisuseError as error:
        raise ToldError(str(error), exits.USAGE) from None
    except SessionError as error:
        raise ToldError(str(error), exits.UNREADABLE) from None


def submissions(paths: Sequence[Path], out: Path | None, lang: str) -> Submissions:
    """Every workbook named or below a folder named, once, with the folder of its result; reading begins at once."""
    found: dict[Path, Submission] = {}
    checked = [path.resolve() for path in paths if os.path.isdir(path)]
    for path in paths:
        if os.path.isdir(path):
            below = workbooks_below(path)
            if not below:
                raise ToldError(say("error.nothing-to-check", lang, path=path), exits.USAGE)
            places = [(workbook, out / workbook.relative_to(path).parent if out else None) for workbook in below]
        elif os.path.lexists(path):
            places = [(path, out)]
        else:
            raise ToldError(say("error.no-such-path", lang, path=path), exits.USAGE)
        for workbook, folder in places:
            theirs = folder is None or _among(folder, workbook, checked)
            found.setdefault(workbook.resolve(), Submission(workbook, folder or workbook.parent, theirs))
    return Submissions(found.values())


def _among(folder: Path, workbook: Path, checked: Sequence[Path]) -> bool:
    """Whether what lies in a folder may have come with a submission: it lies beside, or below a folder checked."""
    place = folder.resolve()
    return place == workbook.resolve().parent or any(place.is_relative_to(one) for one in checked)
