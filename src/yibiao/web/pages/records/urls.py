"""The addresses of this part."""

from django.urls import path

from yibiao.web.pages.records import (
    audit,
    calendar,
    exchange,
    groups,
    history,
    machines,
    people,
    person,
    tree,
)

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/import", exchange.import_file, name="import"),
    path("people/export", exchange.export_file, name="export"),
    path("people/<int:person>", person.person, name="person"),
    path("handovers/<int:handover>", person.handover, name="handover"),
    path("tree/", tree.tree, name="tree"),
    path("tree/new", tree.new_unit, name="unit-new"),
    path("tree/units/<slug:code>", tree.unit_edit, name="unit-edit"),
    path("groups/", groups.groups, name="groups"),
    path("groups/new", groups.group_new, name="group-new"),
    path("groups/<int:group>", groups.group, name="group"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("tokens/", machines.tokens, name="tokens"),
    path("webhooks/", machines.webhooks, name="webhooks"),
    path("webhooks/<int:hook>", machines.webhook, name="webhook"),
    path("history/plan/<int:plan>", history.plan, name="history-plan"),
    path("history/document/<int:document>", history.document, name="history-document"),
    path("history/split/<int:split>", history.split, name="history-split"),
    path("history/commitment/<int:commitment>", history.commitment, name="history-commitment"),
    path("history/unit/<slug:code>", history.unit, name="history-unit"),
    path("history/person/<int:person>", history.person, name="history-person"),
    path("history/post/<int:post>", history.post, name="history-post"),
    path("audit/", audit.audit, name="audit"),
    path("audit/entries/<int:seq>", audit.entry, name="audit-entry"),
    path("audit/heads", audit.heads, name="audit-heads"),
    path("audit/check", audit.checking, name="audit-check"),
    path("audit/export", audit.export, name="audit-export"),
    path("audit/verifier/file", audit.verifier, name="audit-verifier"),
]
