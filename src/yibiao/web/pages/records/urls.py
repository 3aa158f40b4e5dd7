"""The addresses of this part."""

from django.urls import path

from yibiao.web.pages.records import audit, people

urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/<int:person>", people.person, name="person"),
    path("handovers/<int:handover>", people.handover, name="handover"),
    path("audit/", audit.audit, name="audit"),
]
