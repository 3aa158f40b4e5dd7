"""Django's settings. What differs between machines comes from the environment (`environment.py`)."""

from pathlib import Path

from yibiao.hub import environment
from yibiao.hub.access.settings import *  # noqa: F403  signing in and safety
from yibiao.hub.logs import logging_settings

HOME = environment.home()
FILES = HOME / "files"
HEADS = HOME / "heads"
KEYS = HOME / "keys"

SECRET_KEY = environment.secret_key(HOME)
DEBUG = False
ALLOWED_HOSTS = environment.words("HOSTS", ("localhost", "127.0.0.1", "[::1]"))
# Where people reach the site, in links that are handed out; empty: as the request reached it.
ADDRESS = environment.address("ADDRESS")
CSRF_TRUSTED_ORIGINS = environment.words("ORIGINS")
DATABASES = {"default": environment.database(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "ninja",
    "django_tasks",
    "django_tasks_db",
    "yibiao.hub",
    "yibiao.web",
]
AUTH_USER_MODEL = "hub.PersonRecord"
ROOT_URLCONF = "yibiao.web.urls"
WSGI_APPLICATION = "yibiao.web.wsgi.application"

MIDDLEWARE = [
    "yibiao.web.middleware.requests.RequestIdMiddleware",
    "yibiao.web.middleware.turns.TurnsMiddleware",
    "yibiao.web.observing.ObservingMiddleware",
    "yibiao.web.middleware.problems.ProblemsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "yibiao.web.middleware.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yibiao.web.middleware.compress.CompressMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "yibiao.web.middleware.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "yibiao.web.middleware.limits.LimitsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # After the CSRF check: what is kept of a late form must have come from a page of ours.
    "yibiao.web.middleware.idle.IdleMiddleware",
    "axes.middleware.AxesMiddleware",
    "yibiao.web.api.idempotency.IdempotencyMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [Path(__file__).parents[1] / "web" / "templates"],
        "OPTIONS": {"environment": "yibiao.web.templating.environment", "autoescape": True},
    },
    # The page that shows the API's document is a template of the API's framework.
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},
]

# Times are stored in UTC and shown as the office's clock shows them.
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "yibiao.web.staticfiles.HashedFiles"},
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# What an office may send in one request; a document is limited again where it is read.
UPLOAD_LIMIT = environment.number("UPLOAD_LIMIT", 50 * 1024 * 1024, least=1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT + 64 * 1024

# Whether the clocks of coordination (core/coordination) count working days; else days, the last behind a rest.
CLOCK_WORKDAYS = environment.flag("CLOCK_WORKDAYS")

LOGGING = logging_settings(environment.text("LOG_LEVEL", "WARNING").upper())
# One line a request; metrics count them anyway.
LOG_REQUESTS = environment.flag("LOG_REQUESTS")
METRICS_TOKEN = environment.text("METRICS_TOKEN")
# Whether the description of the API is for everybody, or for those alone who may call it.
PUBLIC_API_DOCS = environment.flag("PUBLIC_API_DOCS")
