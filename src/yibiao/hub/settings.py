"""Django's settings. What differs between machines comes from the environment (`environment.py`)."""

from datetime import timedelta

from yibiao.hub import environment

HOME = environment.home()
FILES = HOME / "files"
HEADS = HOME / "heads"
KEYS = HOME / "keys"

SECRET_KEY = environment.secret_key(HOME)
DEBUG = False
ALLOWED_HOSTS = environment.words("HOSTS", ("localhost", "127.0.0.1", "[::1]"))
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
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "yibiao.web.templating.environment", "autoescape": True},
    },
]

# Times are stored in UTC and shown as the office's clock shows them.
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# What an office may send in one request; a document is limited again where it is read.
UPLOAD_LIMIT = environment.number("UPLOAD_LIMIT", 50 * 1024 * 1024, least=1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT + 64 * 1024

SESSION_IDLE = timedelta(minutes=environment.number("IDLE_MINUTES", 30, least=1))
