"""Django's own commands, for developers: ``python -m yibiao.hub makemigrations``."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibiao.hub.settings")
execute_from_command_line(["yibiao.hub", *sys.argv[1:]])
