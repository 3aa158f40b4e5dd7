"""Units, groups, people, posts: who there is, since when, and who holds what."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from yibiao.core.orgs.pack import DISTRICT_LEVEL
from yibiao.hub.base import Dated, DatedQuerySet, Editable
from yibiao.hub.orgs.kinds import POST_KINDS as POST_KINDS  # noqa: PLC0414
from yibiao.hub.orgs.kinds import SEPARATED as SEPARATED  # noqa: PLC0414
from yibiao.hub.orgs.kinds import WORKING as WORKING  # noqa: PLC0414


class KnownDates(Dated):
    """Days as far as they are known: of ``2018`` that ends, `until` is the last of that year and 4 figures of it are known.

    `since_known` and `until_known` count the characters of the ISO date that hold: 4, 7 or 10.
    """

    since_known = models.PositiveSmallIntegerField(default=10)
    until_known = models.PositiveSmallIntegerField(default=10)

    class Meta:
        abstract = True


class UnitRecord(Editable, KnownDates):
    """A unit of the tree. `path` is the ids from the root down, each followed by a slash: ``wuhan/jiangan/``.

    A unit lies below another where its path begins with the other's. `code` is the unit's id in packs and
    files, unique for ever; `gb_code` its GB/T 2260 code. `dispatches` marks an office that may bring in documents.
    """

    code = models.SlugField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=16)
    gb_code = models.CharField(max_length=12, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=600, unique=True)
    place = models.PositiveIntegerField(default=0)
    supervision = models.CharField(max_length=12, default="supervised")
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")
    table = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="sharing_table")
    overlaps = models.ManyToManyField("self", blank=True, symmetrical=False, related_name="overlapping")
    dispatches = models.BooleanField(default=False)
    source = models.CharField(max_length=300, blank=True)
    mark = models.CharField(max_length=2, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("place", "id")
        indexes: ClassVar = [models.Index(fields=["kind"], name="unit_kind")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_district(self) -> bool:
        """Whether the unit has a district's table (一区一表)."""
        return self.kind in DISTRICT_LEVEL


class UnitNameRecord(KnownDates):
    """A name of a unit besides that on its row: an alias, or (`former`) what it was called before a rename."""

    unit = models.ForeignKey(UnitRecord, models.CASCADE, related_name="names")
    name = models.CharField(max_length=120, db_index=True)
    former = models.BooleanField(default=False)
    mark = models.CharField(max_length=2, blank=True)

    class Meta:
        ordering = ("id",)


class PlacementRecord(Dated):
    """Under which unit another stood, from when to when: past trees stay as they were."""

    unit = models.ForeignKey(UnitRecord, models.CASCADE, related_name="placements")
    parent = models.ForeignKey(UnitRecord, models.PROTECT, null=True, related_name="placed")

    objects = DatedQuerySet.as_manager()


class DirectoryRecord(Editable):
    """What is said of the list of units as a whole, one row: whose it is, as of when, who issues its documents."""

    code = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    as_of = models.CharField(max_length=10)
    region = models.ForeignKey(UnitRecord, models.PROTECT, related_name="+")
    issuers = models.JSONField(default=list)
    notes = models.JSONField(default=list)


class GroupRecord(Editable):
    """A class of units (各区); `names` are its spellings, `open` says that only the office can name the members."""

    names = models.JSONField(default=list)
    open = models.BooleanField(default=False)
    place = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=300, blank=True)
    mark = models.CharField(max_length=2, blank=True)

    class Meta:
        ordering = ("place", "id")


class MembershipRecord(Dated):
    """A unit in a group, from when to when."""

    group = models.ForeignKey(GroupRecord, models.CASCADE, related_name="memberships")
    unit = models.ForeignKey(UnitRecord, models.PROTECT, related_name="memberships")
    place = models.PositiveIntegerField(default=0)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ("place", "id")


class People(BaseUserManager["PersonRecord"]):
    """Finds people by their login name."""

    def create_person(self, login: str, name: str, password: str | None = None, **fields: Any) -> "PersonRecord":
        """Make a person; without a password nobody can sign in as them."""
        person = self.model(login=self.model.normalize_username(login), name=name, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class PersonRecord(AbstractBaseUser, Editable):
    """A person with a login. Name, phone and e-mail are personal data: the audit log holds only their digests."""

    login = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    erased = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)

    objects = People()

    USERNAME_FIELD = "login"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        ordering = ("login",)

    def __str__(self) -> str:
        return self.name or self.login


class PostRecord(models.Model):
    """A post of a unit: responsibility belongs to it, not to a person's account."""

    unit = models.ForeignKey(UnitRecord, models.PROTECT, related_name="posts")
    kind = models.CharField(max_length=16)
    title = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ("unit__place", "id")

    def __str__(self) -> str:
        return f"{self.unit.name} {self.title or self.kind}"


class HoldingRecord(Editable, Dated):
    """A person holds a post, from when to when."""

    post = models.ForeignKey(PostRecord, models.PROTECT, related_name="holdings")
    person = models.ForeignKey(PersonRecord, models.PROTECT, related_name="holdings")

    objects = DatedQuerySet.as_manager()


class ActingRecord(Editable, Dated):
    """A person acts for the holder of a post for a time (代理), with the post's rights."""

    post = models.ForeignKey(PostRecord, models.PROTECT, related_name="actings")
    person = models.ForeignKey(PersonRecord, models.PROTECT, related_name="actings")
    reason = models.CharField(max_length=200, blank=True)

    objects = DatedQuerySet.as_manager()


class HandoverRecord(models.Model):
    """A post handed over 交接: `sheet` is what the successor took over, as it stood then."""

    post = models.ForeignKey(PostRecord, models.PROTECT, related_name="handovers")
    giver = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="handed_over")
    taker = models.ForeignKey(PersonRecord, models.PROTECT, related_name="taken_over")
    day = models.DateField()
    sheet = models.JSONField(default=dict)
    at = models.DateTimeField()
