"""The addresses of this part."""

from django.urls import path

from yibiao.web.pages.evidence import batch, library, piece, row

urlpatterns = [
    path("units/<slug:code>/evidence", library.library, name="evidence-list"),
    path("units/<slug:code>/evidence/attach", batch.attach, name="evidence-attach"),
    path("units/<slug:code>/evidence/rows/<int:commitment>", row.row, name="evidence-row"),
    path("evidence/<int:evidence>", piece.piece, name="evidence"),
    path("evidence/<int:evidence>/file", piece.file, name="evidence-file"),
    path("evidence/<int:evidence>/pages/<int:number>", piece.picture, name="evidence-picture"),
]
