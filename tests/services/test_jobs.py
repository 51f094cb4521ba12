"""Work in the background: once, by the rights of the moment, and never a traceback for people."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from django.conf import settings
from django.db import connections, transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from tests.services.books import BOTH_OFFICES, template
from tests.services.towns import OWNER, STRANGER, bare, events, everything
from tests.web.people import account, member

from fahsai.core.access.actor import Actor, Membership
from fahsai.core.access.roles import Permission, Role
from fahsai.records import blobs
from fahsai.records.ids import new_id
from fahsai.records.models import Job as JobRow
from fahsai.services import background
from fahsai.services.access import ForbiddenError, NotFoundError
from fahsai.services.accounts import actor_of
from fahsai.services.activity_upload import (
    accept_workbook,
    look_again,
    offer_workbook,
    preview_of,
)
from fahsai.services.import_activity import import_activity
from fahsai.services.jobs import Job, JobState, Work, job, start
from fahsai.services.uploads import Upload
from fahsai.services.working import activity, work
from fahsai.services.working import perform as perform_module
from fahsai.services.working.perform import perform

if TYPE_CHECKING:
    from uuid import UUID

pytestmark = pytest.mark.usefixtures("each_database")

BOOK = Upload("ข้อมูล.xlsx", "x", template())
BILL = Upload("บิลไฟ.pdf", "application/pdf", b"%PDF bill")
DOCUMENTS = {"year_be": 2565, "today": "2024-03-01", "number": None, "kind": "fiscal_year"}


def actor(organisation_id: UUID, role: Role) -> Actor:
    found = actor_of(member(organisation_id, role, name=f"{role.value}-{new_id()}").id)
    assert found is not None
    return found


def of(organisation_id: UUID, job_id: UUID) -> Job:
    return job(OWNER, organisation_id, job_id)


def records() -> dict[str, list[str]]:
    """Everything but the jobs themselves."""
    return {name: rows for name, rows in everything().items() if name != "Job"}


def test_a_small_workbook_is_looked_at_at_once_and_nothing_is_stored() -> None:
    town = bare()
    before = records()
    key = offer_workbook(OWNER, town, BOOK, [BILL])
    looked = of(town, key)
    assert looked.state is JobState.DONE
    preview = preview_of(looked)
    assert preview is not None
    assert preview.changes
    assert not preview.accepted
    assert preview.receipt.file_name == BOOK.name
    assert records() == before
    assert blobs.get(looked.asked["workbook"]["sha256"]) == BOOK.data
    assert not DBTaskResult.objects.exists()


def test_accepting_twice_stores_once_and_names_one_job() -> None:
    town = bare()
    key = offer_workbook(OWNER, town, BOOK, [BILL])
    first = accept_workbook(OWNER, town, key)
    after = records()
    assert of(town, first).state is JobState.DONE
    assert events(town).count("activity.imported") == 1
    assert accept_workbook(OWNER, town, key) == first
    assert records() == after
    perform(town, first)  # the queue delivers twice
    assert records() == after


def test_two_people_accept_the_same_preview() -> None:
    town = bare()
    one, other = actor(town, Role.DATA_MANAGER), actor(town, Role.ADVISER)
    key = offer_workbook(one, town, BOOK)
    assert accept_workbook(other, town, key) == accept_workbook(one, town, key)
    assert events(town).count("activity.imported") == 1


def test_two_presses_at_the_same_moment_store_once(each_database: Any) -> None:
    town = bare()
    key = offer_workbook(OWNER, town, BOOK)
    gate, keys, problems = threading.Barrier(2), [], []
    options = each_database.settings_dict
    backend = type(each_database)

    def press() -> None:
        connections["default"] = backend(options, alias="default")  # one for each thread
        try:
            gate.wait()
            keys.append(accept_workbook(OWNER, town, key))
        except Exception as error:  # noqa: BLE001 - told to the other thread
            problems.append(error)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(set(keys)) == 1
    assert of(town, keys[0]).state is JobState.DONE
    assert events(town).count("activity.imported") == 1


def test_what_has_changed_since_is_looked_at_again() -> None:
    town = bare()
    key = offer_workbook(OWNER, town, BOOK)
    result, _ = import_activity(OWNER, town, BOOK.data, BOOK.name, accept=True)
    assert result is not None
    after = records()
    accepted = of(town, accept_workbook(OWNER, town, key))
    assert accepted.state is JobState.FAILED
    assert [one.code for one in accepted.findings] == ["import.no_longer_so"]
    assert records() == after
    again = preview_of(of(town, look_again(OWNER, town, accepted.id)))
    assert again is not None
    assert again.changes == ()


def test_nothing_can_be_accepted_that_was_not_shown() -> None:
    town = bare()
    failed = offer_workbook(OWNER, town, Upload("a.xlsx", "x", b"no workbook"))
    assert of(town, failed).state is JobState.FAILED
    assert of(town, failed).findings
    with pytest.raises(NotFoundError):
        accept_workbook(OWNER, town, failed)
    with pytest.raises(NotFoundError):
        accept_workbook(OWNER, town, new_id())


def test_a_large_workbook_waits_for_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity, "MOST_ROWS", 3)
    town = bare()
    key = offer_workbook(OWNER, town, Upload("office.xlsx", "x", BOTH_OFFICES))
    assert of(town, key).state is JobState.WAITING
    background.work(until_empty=True)
    assert of(town, key).state is JobState.DONE
    accepted = accept_workbook(OWNER, town, key)
    assert of(town, accepted).state is JobState.WAITING
    assert accept_workbook(OWNER, town, key) == accepted
    background.work(until_empty=True)
    assert of(town, accepted).state is JobState.DONE
    assert events(town).count("activity.imported") == 1
    assert DBTaskResult.objects.count() == 2


def test_documents_are_never_made_in_a_request() -> None:
    town = bare()
    result, _ = import_activity(OWNER, town, BOOK.data, BOOK.name, accept=True)
    assert result is not None
    asked = {**DOCUMENTS, "year_be": result.years[-1]}
    key = start(OWNER, town, Work.DOCUMENTS, asked)
    assert of(town, key).state is JobState.WAITING
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("fahsai.services.working.documents.pdf_available", lambda: False)
        background.work(until_empty=True)
    made = of(town, key)
    assert made.state is JobState.DONE
    assert len(made.result["files"]) == 2
    assert (made.parts_done, made.parts) == (1, 1)
    assert events(town).count("document.made") == 2


def test_what_breaks_is_a_sentence_for_people_and_a_dead_letter_for_developers(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> NoReturn:
        raise RuntimeError("secret detail")

    town = bare()
    kind = work.KINDS[Work.DOCUMENTS]._replace(run=broken)
    monkeypatch.setitem(work.KINDS, Work.DOCUMENTS, kind)
    key = start(OWNER, town, Work.DOCUMENTS, DOCUMENTS)
    background.work(until_empty=True)
    failed = of(town, key)
    assert failed.state is JobState.FAILED
    assert [one.code for one in failed.findings] == ["job.broken"]
    assert "secret" not in repr(JobRow.rows.of(town).get(id=key).result)
    letter = DBTaskResult.objects.get()
    assert letter.status == TaskResultStatus.FAILED
    assert "secret detail" in letter.traceback
    assert "secret detail" in caplog.text


def test_the_worker_acts_with_the_rights_of_the_moment() -> None:
    town = bare()
    result, _ = import_activity(OWNER, town, BOOK.data, BOOK.name, accept=True)
    assert result is not None
    asked = {**DOCUMENTS, "year_be": result.years[-1]}
    writer = actor(town, Role.WRITER)
    keys = [start(writer, town, Work.DOCUMENTS, asked)]
    _withdraw_roles(town, writer.id)
    leaver = actor(town, Role.WRITER)
    keys.append(start(leaver, town, Work.DOCUMENTS, asked))
    from fahsai.records.models import Account

    Account.objects.filter(id=leaver.id).update(is_active=False)
    before = records()
    background.work(until_empty=True)
    administrator = actor(town, Role.ADMINISTRATOR)
    codes = [[one.code for one in job(administrator, town, key).findings] for key in keys]
    assert codes == [["job.nothing_there"], ["job.account_closed"]]
    assert records()["DocumentRow"] == before["DocumentRow"]


def test_work_that_a_key_asked_for_may_no_more_than_the_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town = bare()
    seen = []

    def run(who: Actor, *_: Any) -> Any:
        seen.append(who)
        return {}, ()

    monkeypatch.setitem(work.KINDS, Work.DOCUMENTS, work.KINDS[Work.DOCUMENTS]._replace(run=run))
    administrator = actor(town, Role.ADMINISTRATOR)
    of_key = frozenset({Permission.SEE, Permission.WRITE_REPORT})
    for limits in (None, of_key):
        start(replace(administrator, limits=limits), town, Work.DOCUMENTS, DOCUMENTS)
    background.work(until_empty=True)
    assert [one.limits for one in seen] == [None, of_key]
    assert [one.may(town, Permission.SUBMIT) for one in seen] == [True, False]


def _withdraw_roles(town: UUID, account_id: UUID) -> None:
    from fahsai.records.models import Membership as Row
    from fahsai.records.supersede import withdraw

    with transaction.atomic():
        for row in Row.rows.of(town).current().filter(account_id=account_id):
            withdraw(row, actor_id=OWNER.id).save()


def test_the_local_owners_job_is_not_done_once_there_are_accounts() -> None:
    town = bare()
    key = start(OWNER, town, Work.DOCUMENTS, DOCUMENTS)
    account("somebody")
    background.work(until_empty=True)
    assert [one.code for one in of(town, key).findings] == ["job.account_closed"]


def test_a_job_is_ones_own_or_of_those_who_see_who_did_what() -> None:
    town, other = bare(), bare("other")
    collector = actor(town, Role.COLLECTOR)
    key = offer_workbook(collector, town, BOOK)
    assert job(collector, town, key).id == key
    assert job(actor(town, Role.VERIFIER), town, key).id == key
    for stranger in (STRANGER, actor(other, Role.ADMINISTRATOR), actor(town, Role.COLLECTOR)):
        with pytest.raises(NotFoundError):
            job(stranger, town, key)
    with pytest.raises(NotFoundError):
        job(OWNER, other, key)
    with pytest.raises(ForbiddenError):
        accept_workbook(actor(town, Role.VERIFIER), town, key)


def test_who_may_not_do_it_cannot_ask_for_it() -> None:
    town = bare()
    part = Actor(
        new_id(), "ผู้เก็บ", frozenset({Membership(town, Role.COLLECTOR, frozenset({new_id()}))})
    )
    approver = actor(town, Role.APPROVER)
    before = everything()
    for nobody, refusal in ((STRANGER, NotFoundError), (approver, ForbiddenError)):
        with pytest.raises(refusal):
            offer_workbook(nobody, town, BOOK)
        with pytest.raises(refusal):
            start(nobody, town, Work.DOCUMENTS, DOCUMENTS)
    for of_the_whole in (Work.DOCUMENTS, Work.REPORT):
        with pytest.raises(ForbiddenError):
            start(part, town, of_the_whole, DOCUMENTS)
    assert everything() == before


def test_work_whose_worker_died_is_begun_again_and_given_up_at_last() -> None:
    town = bare()
    result, _ = import_activity(OWNER, town, BOOK.data, BOOK.name, accept=True)
    assert result is not None
    key = start(OWNER, town, Work.DOCUMENTS, {**DOCUMENTS, "year_be": result.years[-1]})
    for tries in (1, 2):
        name, lock = background._own_name(settings.FAHSAI.home)
        letter = DBTaskResult.objects.get()
        letter.claim(name)  # and then it was killed
        JobRow.rows.of(town).filter(id=key).update(state="running")
        background._begin_again(name)
        os.close(lock)
        assert of(town, key).state is JobState.WAITING, tries
    letter = DBTaskResult.objects.get()
    letter.claim(name)
    background._begin_again(name)
    assert [one.code for one in of(town, key).findings] == ["job.broken_off"]
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


def kill(*_: object) -> NoReturn:
    raise SystemExit


def later(patch: pytest.MonkeyPatch) -> None:
    """Let what the worker would look at in a while be due, and every patience be over."""
    from django.utils import timezone

    now = timezone.now()
    DBTaskResult.objects.update(run_after=now)
    patch.setattr(perform_module, "PATIENCE", perform_module.PATIENCE * 0)


def test_a_small_job_whose_process_was_killed_is_done_by_the_worker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town = bare()
    key = offer_workbook(OWNER, town, BOOK)
    with monkeypatch.context() as patch:
        patch.setattr("fahsai.services.jobs.perform", _begin_and_die)
        with pytest.raises(SystemExit):
            accept_workbook(OWNER, town, key)
    accepted = accept_workbook(OWNER, town, key)  # names the job that died
    assert of(town, accepted).state is JobState.RUNNING
    background.work(until_empty=True)
    assert of(town, accepted).state is JobState.RUNNING  # it may still be at work
    later(monkeypatch)
    background.work(until_empty=True)
    assert of(town, accepted).state is JobState.DONE
    assert events(town).count("activity.imported") == 1


def _begin_and_die(organisation_id: UUID, job_id: UUID) -> NoReturn:
    """Killed at once: nothing of the program runs any more."""
    from django.utils import timezone

    started = {"state": "running", "started_at": timezone.now()}
    JobRow.rows.of(organisation_id).filter(id=job_id).update(**started)
    raise SystemExit


def test_a_small_job_whose_process_was_stopped_waits_for_the_worker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town = bare()
    with monkeypatch.context() as patch:
        kind = work.KINDS[Work.LOOK]._replace(run=kill)
        patch.setitem(work.KINDS, Work.LOOK, kind)
        with pytest.raises(SystemExit):
            offer_workbook(OWNER, town, BOOK)
    key = JobRow.rows.of(town).get().id
    assert of(town, key).state is JobState.WAITING
    later(monkeypatch)
    background.work(until_empty=True)
    assert of(town, key).state is JobState.DONE


def test_the_worker_looks_again_at_a_job_that_a_request_is_at_work_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town = bare()
    with monkeypatch.context() as patch:
        patch.setattr("fahsai.services.jobs.perform", _begin_and_die)
        with pytest.raises(SystemExit):
            offer_workbook(OWNER, town, BOOK)
    key = JobRow.rows.of(town).get().id
    DBTaskResult.objects.update(run_after=DBTaskResult.objects.get().enqueued_at)
    background.work(until_empty=True)
    assert of(town, key).state is JobState.RUNNING
    assert DBTaskResult.objects.filter(status=TaskResultStatus.READY).count() == 1
    later(monkeypatch)
    background.work(until_empty=True)
    assert of(town, key).state is JobState.DONE


def test_who_was_taken_over_does_not_write_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    town = bare()

    def slow(*_: object) -> Any:
        mine = JobRow.rows.of(town).filter(state="running")
        mine.update(state="done", result={"by": "another", "findings": []})
        return {"by": "the first"}, ()

    monkeypatch.setitem(work.KINDS, Work.LOOK, work.KINDS[Work.LOOK]._replace(run=slow))
    key = offer_workbook(OWNER, town, BOOK)
    assert of(town, key).result == {"by": "another"}


def test_a_worker_that_died_after_the_end_of_a_job_announces_no_failure() -> None:
    town = bare()
    result, _ = import_activity(OWNER, town, BOOK.data, BOOK.name, accept=True)
    assert result is not None
    key = start(OWNER, town, Work.DOCUMENTS, {**DOCUMENTS, "year_be": result.years[-1]})
    name, lock = background._own_name(settings.FAHSAI.home)
    letter = DBTaskResult.objects.get()
    for _ in range(background.MOST_TRIES):
        letter.claim(name)
    JobRow.rows.of(town).filter(id=key).update(state="done", result={"findings": []})
    background._begin_again(name)
    os.close(lock)
    assert of(town, key).state is JobState.DONE
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL


def test_a_worker_that_dies_after_it_stored_has_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    town = bare()
    key = offer_workbook(OWNER, town, BOOK)
    kind = work.KINDS[Work.IMPORT]._replace(small=work.never, afterwards=kill)
    monkeypatch.setitem(work.KINDS, Work.IMPORT, kind)
    accepted = accept_workbook(OWNER, town, key)
    with pytest.raises(SystemExit):
        perform_module.run_job.func(str(town), str(accepted))
    done = of(town, accepted)
    assert (done.state, done.result["accepted"]) == (JobState.DONE, True)
    after = records()
    background.work(until_empty=True)  # the queue delivers it again
    assert records() == after
    assert of(town, accepted).state is JobState.DONE
    assert events(town).count("activity.imported") == 1


def test_a_worker_that_dies_before_the_end_is_written_has_stored_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town = bare()
    key = offer_workbook(OWNER, town, BOOK)
    before = records()
    with monkeypatch.context() as patch:
        kind = work.KINDS[Work.IMPORT]._replace(small=work.never)
        patch.setitem(work.KINDS, Work.IMPORT, kind)
        accepted = accept_workbook(OWNER, town, key)
        patch.setattr(perform_module, "_end", kill)
        with pytest.raises(SystemExit):
            perform_module.run_job.func(str(town), str(accepted))
    assert records() == before
    assert of(town, accepted).state is JobState.WAITING
    background.work(until_empty=True)
    assert of(town, accepted).state is JobState.DONE
    assert events(town).count("activity.imported") == 1


def test_what_was_done_for_a_job_that_was_taken_over_is_not_stored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town = bare()
    key = offer_workbook(OWNER, town, BOOK)
    before = records()
    bring_in = activity.bring_in

    def overtaken(*given: Any) -> Any:
        found = bring_in(*given)
        JobRow.rows.of(town).filter(state="running").update(started_at=None)
        return found

    with monkeypatch.context() as patch:
        kind = work.KINDS[Work.IMPORT]._replace(run=overtaken)
        patch.setitem(work.KINDS, Work.IMPORT, kind)
        accept_workbook(OWNER, town, key)
    assert records() == before
