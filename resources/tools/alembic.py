# SPDX-FileCopyrightText: Lockkeeper contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Alembic, asked by Lockkeeper: see ToolCommand for what goes in and out.

The project's env.py runs as it always does; what differs is which revision is run (exactly one), and the database: every connection
that the project opens goes to the one that was asked for. A project that opens two databases is refused.
"""
import os
import sys

if sys.path and sys.path[0] == os.path.dirname(os.path.abspath(__file__)):
    del sys.path[0]  # the folder of this file is none of the project's

import argparse
import json
import sqlite3
import ssl
import time
import traceback
from contextlib import nullcontext
from urllib.parse import quote

# Answers have standard output to themselves; what the tool and the project print goes with the errors.
answers = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="backslashreplace")
os.dup2(2, 1)

BACKENDS = {"postgresql": ("postgresql", "postgres"), "mysql": ("mysql", "mariadb"), "mariadb": ("mysql", "mariadb"), "sqlite": ("sqlite",)}
DRIVERS = {
    "postgresql": (("psycopg2", "postgresql"), ("psycopg", "postgresql+psycopg"), ("pg8000", "postgresql+pg8000"), ("asyncpg", "postgresql+asyncpg")),
    "mysql": (("MySQLdb", "mysql"), ("pymysql", "mysql+pymysql"), ("mysql.connector", "mysql+mysqlconnector"), ("asyncmy", "mysql+asyncmy")),
    "sqlite": (("sqlite3", "sqlite"),),
}
ADDRESS_NAMES = ("DATABASE_URL", "SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_DATABASE_URL", "SQLALCHEMY_URL", "DATABASE_URI", "DB_URL")
ADDRESS_PARAMETERS = ("host", "port", "user", "username", "password", "passwd", "database", "db", "dbname", "dsn", "unix_socket")
SQLITE_TRANSACTION = ("BEGIN", "COMMIT", "ROLLBACK", "END")
MOST_PARAMETER_SETS = 100


def answer(**fields):
    answers.write("\x1e" + json.dumps(fields) + "\n")
    answers.flush()


class Refusal(Exception):
    """Said to the person as it is."""


class Found(BaseException):
    """Carries an address out of a project that is about to connect; no `except Exception` on the way may hold it."""

    def __init__(self, url):
        super().__init__()
        self.url = url


def backend_of(drivername):
    return drivername.split("+")[0]


def parse_url(text):
    from sqlalchemy.engine import make_url

    try:
        return make_url(text)
    except Exception:
        return None


# --- where to -------------------------------------------------------------------------------------------------------------------


def mysql_socket():
    for place in ("/run/mysqld/mysqld.sock", "/var/run/mysqld/mysqld.sock", "/var/lib/mysql/mysql.sock", "/tmp/mysql.sock"):
        if os.path.exists(place):
            return place
    return None


def mysql_encryption(options, driver):
    """The driver's own names; none of them may mean less than what was asked for."""
    mode = options.get("ssl-mode", "")
    authority = options.get("ssl-ca")
    if mode.startswith("VERIFY") and not authority:
        authority = ssl.get_default_verify_paths().cafile
        if not authority:
            raise Refusal(f"{driver} needs ssl-ca to verify the server")
    files = (("ssl_ca", authority), ("ssl_cert", options.get("ssl-cert")), ("ssl_key", options.get("ssl-key")))
    query = {name: value for name, value in files if value}
    if mode in ("", "PREFERRED", "DISABLED"):
        return query
    if driver == "mysqldb":
        query["ssl_mode"] = mode
    elif driver == "mysqlconnector":
        query.update({"VERIFY_CA": {"ssl_verify_cert": "true"}, "VERIFY_IDENTITY": {"ssl_verify_cert": "true", "ssl_verify_identity": "true"}}.get(mode, {}))
    elif driver == "pymysql":
        query["ssl_check_hostname"] = "true" if mode == "VERIFY_IDENTITY" else "false"
    else:
        raise Refusal(f"the project's driver {driver} can't be told to encrypt with ssl-mode {mode}")
    return query


def mysql_query(request, driver):
    options = request.get("options", {})
    query = mysql_encryption(options, driver)
    if options.get("socket"):
        query["unix_socket"] = options["socket"]
    elif request["host"].startswith("/"):
        query["unix_socket"] = request["host"]
    elif not request["host"] and mysql_socket():
        query["unix_socket"] = mysql_socket()
    own = os.path.expanduser("~/.my.cnf")
    if not request["password"] and os.path.exists(own):
        query["read_default_file"] = own
    return query


def postgresql_query(request, driver):
    options = {name: value for name, value in request.get("options", {}).items() if value}
    if driver in ("psycopg2", "psycopg", "psycopg_async", "psycopg2cffi"):
        query = options
    else:  # drivers without libpq
        mode = options.get("sslmode", "")
        encrypts = mode not in ("", "disable", "allow", "prefer")
        if encrypts and (driver != "asyncpg" or "sslrootcert" in options or "sslcert" in options):
            raise Refusal(f"the project's driver {driver} can't be told to encrypt with sslmode {mode}")
        query = {"ssl": mode} if encrypts else {}
    if request["host"].startswith("/"):
        query["host"] = request["host"]
    return query


def url_for(request, drivername):
    """The wanted database as SQLAlchemy's URL."""
    from sqlalchemy.engine import URL

    engine = request["engine"]
    if engine == "sqlite":
        return URL.create(drivername, database=request["database"])
    driver = drivername.split("+")[1] if "+" in drivername else {"postgresql": "psycopg2"}.get(engine, "mysqldb")
    query = postgresql_query(request, driver) if engine == "postgresql" else mysql_query(request, driver)
    host = request["host"] if request["host"] and not request["host"].startswith("/") and "unix_socket" not in query else None
    if "host" in query and request["port"]:
        query["port"] = str(request["port"])
    return URL.create(
        drivername,
        username=request["user"] or None,
        password=request["password"] or None,
        host=host,
        port=(request["port"] or None) if host else None,
        database=request["database"],
        query=query,
    )


def usual_driver(engine):
    import importlib.util

    for module, drivername in DRIVERS["mysql" if engine == "mariadb" else engine]:
        try:
            if importlib.util.find_spec(module):
                return drivername
        except ImportError:
            continue
    return {"postgresql": "postgresql", "sqlite": "sqlite"}.get(engine, "mysql+pymysql")


def driver_for(engine, given):
    """The project's own driver, where it has one for that engine."""
    url = parse_url(given) if given else None
    return url.drivername if url and backend_of(url.drivername) in BACKENDS[engine] else usual_driver(engine)


def set_variables(request, drivername):
    """For projects that take the address from the environment. A .env file that they load does not replace what is set."""
    names = set(ADDRESS_NAMES)
    given = dict(os.environ)
    for file in (".env", ".flaskenv"):
        try:
            from dotenv import dotenv_values

            given.update({name: value for name, value in dotenv_values(file).items() if value and name not in os.environ})
        except ImportError:
            break
    drivers = {}
    for name, value in given.items():
        url = parse_url(value) if "://" in value else None
        if url is not None and backend_of(url.drivername) in BACKENDS[request["engine"]]:
            names.add(name)
            drivers[name] = url.drivername
    for name in names:
        driver = drivers.get(name, drivername)
        # postgresql+psycopg2 is what plain "postgresql" means, and many projects put their own driver in its place.
        driver = "postgresql" if driver == "postgresql+psycopg2" and name not in drivers else driver
        url = url_for(request, driver)
        os.environ[name] = url.render_as_string(hide_password=False) if hasattr(url, "render_as_string") else str(url)


def redirect_connections(request):
    """Every connection goes to the wanted database, whatever address the project made its engine with."""
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    first = []

    def connect(dialect, record, arguments, parameters):
        if backend_of(dialect.name) not in BACKENDS[request["engine"]]:
            raise Refusal(f"the project's program connects to {dialect.name}, and the environment's database is {request['engine']}")
        asked = (repr(arguments), repr(sorted(parameters.items(), key=lambda item: item[0])))
        if not first:
            first.append(asked)
        elif first[0] != asked:
            raise Refusal("the project's program connects to more than one database; Lockkeeper runs revisions for one")
        url = url_for(request, f"{dialect.name}+{dialect.driver}")
        theirs, ours = dialect.create_connect_args(url)
        kept = {name: value for name, value in parameters.items() if name not in ADDRESS_PARAMETERS}
        return dialect.connect(*theirs, **{**kept, **ours})

    event.listen(Engine, "do_connect", connect)


# --- what is sent ---------------------------------------------------------------------------------------------------------------


def as_sent(cursor, statement, parameters, context):
    """The text as the driver sends it, where the driver tells."""
    bare = not parameters and context is not None and context.execution_options.get("no_parameters", False)
    if bare or not hasattr(cursor, "mogrify"):
        return statement, plain(parameters)
    try:
        sent = cursor.mogrify(statement, parameters)
    except Exception:
        return statement, plain(parameters)
    return (sent.decode("utf-8", "replace") if isinstance(sent, bytes) else sent), []


def plain(parameters):
    if not parameters:
        return []
    values = parameters.values() if isinstance(parameters, dict) else parameters
    return ["NULL" if value is None else str(value) for value in values]


class Echo:
    """Every statement as it is sent, in order; the database's answer with it where there is one."""

    def __init__(self):
        self.pending = None
        self.begun = 0.0
        self.quiet = False

    def listen(self):
        from sqlalchemy import event
        from sqlalchemy.engine import Engine

        event.listen(Engine, "before_cursor_execute", self.before)
        event.listen(Engine, "after_cursor_execute", self.after)
        event.listen(Engine, "handle_error", self.failed)
        event.listen(Engine, "begin", lambda connection: self.transaction(connection, "BEGIN"))
        event.listen(Engine, "commit", lambda connection: self.transaction(connection, "COMMIT"))
        event.listen(Engine, "rollback", lambda connection: self.transaction(connection, "ROLLBACK"))
        event.listen(Engine, "connect", self.connected)

    def connected(self, connection, record):
        # Python's module begins and ends transactions of its own accord; only the database knows when.
        if isinstance(connection, sqlite3.Connection):
            connection.set_trace_callback(self.traced)

    def traced(self, statement):
        if not self.quiet and statement.strip().upper().rstrip(";").split(" ")[0] in SQLITE_TRANSACTION:
            answer(sql=statement.strip())

    def transaction(self, connection, word):
        if self.quiet or connection.dialect.name == "sqlite":
            return
        automatic = getattr(connection, "_is_autocommit_isolation", None)
        if automatic and automatic():
            return
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            answer(sql=word)

    def before(self, connection, cursor, statement, parameters, context, executemany):
        sets = list(parameters)[:MOST_PARAMETER_SETS] if executemany and len(parameters) <= MOST_PARAMETER_SETS else None
        self.pending = [as_sent(cursor, statement, one, context) for one in sets] if sets else [(statement, []) if executemany else as_sent(cursor, statement, parameters, context)]
        self.begun = time.monotonic()

    def after(self, connection, cursor, statement, parameters, context, executemany):
        self.tell(answered=True, rows=cursor.rowcount)

    def failed(self, context):
        self.tell(failed=True)

    def tell(self, answered=False, rows=-1, failed=False):
        pending, self.pending = self.pending, None
        if self.quiet:
            return
        ms = round((time.monotonic() - self.begun) * 1000, 3)
        for place, (sql, parameters) in enumerate(pending or []):
            fields = {"sql": sql.strip(), "parameters": parameters}
            if place == len(pending) - 1 and failed:
                fields["failed"] = True
            if place == len(pending) - 1 and answered:
                fields["ms"] = ms
                if rows >= 0:
                    fields["rows"] = rows
            answer(**fields)


# --- the project ----------------------------------------------------------------------------------------------------------------


def command_line(options, request):
    """Arguments as `alembic` itself would have read them: env.py may look at them."""
    from alembic.config import CommandLine

    word = "downgrade" if request["direction"] == "down" else "upgrade"
    words = ["--name", options.section, word, request.get("version") or "head"]
    if options.config:
        words[:0] = ["--config", options.config]
    if request["action"] == "preview":
        words.append("--sql")
    try:
        return CommandLine().parser.parse_args(words)
    except SystemExit:
        return argparse.Namespace(x=None)


def plain_config(options, request):
    from alembic.config import Config

    extra = {}
    if options.project:
        extra["toml_file"] = options.project
    try:
        config = Config(options.config, ini_section=options.section, cmd_opts=command_line(options, request), **extra)
    except TypeError:
        raise Refusal("this Alembic is too old for pyproject.toml: it reads alembic.ini only")
    if os.path.dirname(options.config or "") or not config.get_main_option("script_location", None):
        config.set_main_option("script_location", options.scripts.replace("%", "%%"))
    return config, nullcontext()


def flask_config(options, request):
    """The app as `flask db` finds it."""
    from flask.cli import ScriptInfo, load_dotenv

    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    load_dotenv()
    app = ScriptInfo(os.environ.get("FLASK_APP") or None).load_app()
    with app.app_context():
        if "migrate" not in app.extensions:
            raise Refusal(f"the Flask app {app.name} does not use Flask-Migrate")
        config = app.extensions["migrate"].migrate.get_config(options.scripts)
        words = command_line(options, request)
        for name, value in vars(config.cmd_opts or argparse.Namespace()).items():
            if name != "x" or value:
                setattr(words, name, value)
        config.cmd_opts = words
    return config, app.app_context()


def run_environment(config, **options):
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory.from_config(config)
    work = options.pop("work")
    with EnvironmentContext(config, script, fn=lambda heads, context: work(script, heads, context), tag=None, **options):
        script.run_env()


def applied_revisions(script, heads):
    reached = set()
    waiting = list(heads)
    while waiting:
        revision = script.get_revision(waiting.pop())
        if revision is None or revision.revision in reached:
            continue
        reached.add(revision.revision)
        waiting.extend(before(script, revision))
    return reached


def before(script, revision):
    from alembic.util import to_tuple

    parents = list(to_tuple(revision.down_revision, default=()))
    return parents + [script.get_revision(name).revision for name in to_tuple(revision.dependencies, default=())]


def check_state(script, revision, heads, down):
    """Whether this one is next; Alembic would run it at any place."""
    applied = applied_revisions(script, heads)
    if not down and revision.revision in applied:
        raise Refusal(f"{revision.revision} is applied already")
    missing = [parent for parent in before(script, revision) if parent not in applied]
    if not down and missing:
        raise Refusal(f"{revision.revision} comes after {', '.join(missing)}, which is not applied")
    if down and revision.revision not in applied:
        raise Refusal(f"{revision.revision} is not applied")
    later = [other for other in applied if other != revision.revision and revision.revision in before(script, script.get_revision(other))]
    if down and later:
        raise Refusal(f"{', '.join(sorted(later))} is applied and comes after {revision.revision}")


def step_of(script, revision, down):
    from alembic.runtime.migration import MigrationStep

    make = MigrationStep.downgrade_from_script if down else MigrationStep.upgrade_from_script
    return make(script.revision_map, revision)


# --- actions --------------------------------------------------------------------------------------------------------------------


def our_address(url):
    """SQLAlchemy's URL as Lockkeeper writes addresses."""
    backend = backend_of(url.drivername)
    if backend == "sqlite":
        if not url.database or url.database == ":memory:":
            raise Refusal("the project's database is in memory")
        return "sqlite:" + quote(url.database, safe="/ ~+@,=:")
    login = quote(url.username or "", safe="")
    if url.password:
        login += ":" + quote(str(url.password), safe="")
    place = (login + "@" if login else "") + (f"[{url.host}]" if ":" in (url.host or "") else url.host or "")
    if url.port:
        place += f":{url.port}"
    query = dict(url.query)
    if backend in ("mysql", "mariadb"):
        names = {"unix_socket": "socket", "ssl_ca": "ssl-ca", "ssl_cert": "ssl-cert", "ssl_key": "ssl-key"}
        scheme = "mysql"
    elif backend in ("postgresql", "postgres"):
        names = {name: name for name in query if name not in ("async_fallback", "prepared_statement_cache_size")}
        scheme = "postgresql"
    else:
        raise Refusal(f"the project's database is {backend}: not PostgreSQL, MySQL or SQLite")
    if "unix_socket" in query and not url.host:
        place += "localhost"
    settings = "&".join(f"{names[name]}={quote(str(value), safe='/')}" for name, value in query.items() if name in names)
    return f"{scheme}://{place}/{quote(url.database or '', safe='')}" + (f"?{settings}" if settings else "")


def address(options, request):
    from sqlalchemy.engine import Engine

    def connect(engine, *arguments, **named):
        raise Found(engine.url)

    Engine.connect = connect
    Engine.raw_connection = connect
    try:
        config, context = configured(options, request)
        with context:
            run_environment(config, work=lambda *_: [], dont_mutate=True, destination_rev="head")
    except Found as found:
        answer(address=our_address(found.url))
        return
    raise Refusal("the project's env.py connects to no database")


def configured(options, request):
    return (flask_config if options.flask else plain_config)(options, request)


def pointed(options, request):
    """The project, with its database being the wanted one."""
    given = None
    if options.config and not options.flask:
        try:
            given = plain_config(options, request)[0].get_main_option("sqlalchemy.url", None)
        except Refusal:
            raise
        except Exception:
            given = None  # filled in by env.py only
    drivername = driver_for(request["engine"], given)
    set_variables(request, drivername)
    redirect_connections(request)
    config, context = configured(options, request)
    url = url_for(request, drivername)
    config.set_main_option("sqlalchemy.url", url.render_as_string(hide_password=False).replace("%", "%%"))
    return config, context


def identify(options, request):
    from sqlalchemy import text

    echo = Echo()
    echo.quiet = True
    config, context = pointed(options, request)

    def work(script, heads, migration):
        answer(identity=str(migration.connection.execute(text(request["query"])).scalar()))
        return []

    with context:
        run_environment(config, work=work, dont_mutate=True, destination_rev="head")


def run(options, request):
    down = request["direction"] == "down"
    config, context = pointed(options, request)
    Echo().listen()
    done = []

    def work(script, heads, migration):
        if done:
            raise Refusal("env.py runs its migrations more than once: Lockkeeper runs revisions for one database")
        revision = script.get_revision(request["version"])
        check_state(script, revision, heads, down)
        done.append(revision)
        yield step_of(script, revision, down)

    with context:
        run_environment(config, work=work, destination_rev=request["version"])
    if not done:
        raise Refusal("env.py ran no migrations")


def preview(options, request):
    from alembic.ddl.impl import DefaultImpl
    from alembic.script import ScriptDirectory

    down = request["direction"] == "down"
    config, context = pointed(options, request)
    over = []

    def tell(impl, text):
        statement = text.strip().rstrip(";").strip()
        # Alembic before 1.19 drops its table after the last revision on paper, and never does so in a database.
        drops = over and statement.upper().startswith("DROP TABLE")
        if statement and not drops and not all(line.lstrip().startswith("--") for line in statement.splitlines()):
            answer(sql=statement)

    def work(script, heads, migration):
        yield step_of(script, script.get_revision(request["version"]), down)
        over.append(True)

    with context:
        DefaultImpl.static_output = tell
        revision = ScriptDirectory.from_config(config).get_revision(request["version"])
        start = (revision.revision,) if down else before(ScriptDirectory.from_config(config), revision)
        run_environment(config, work=work, as_sql=True, starting_rev=tuple(start) or None, destination_rev=request["version"])


# --- errors ---------------------------------------------------------------------------------------------------------------------


def inside(path):
    """A path relative to the project; nothing for files outside of it, or of packages within."""
    try:
        relative = os.path.relpath(os.path.realpath(path), os.path.realpath(os.getcwd()))
    except ValueError:
        return None
    return None if relative.startswith("..") or "site-packages" in relative or not os.path.isfile(path) else relative


def place_of(error, wanted):
    """The migration's own line, or the last one of the project's."""
    if isinstance(error, SyntaxError) and error.filename and inside(error.filename):
        return {"file": inside(error.filename), "line": error.lineno or 0}
    place = {}
    for frame in traceback.extract_tb(error.__traceback__):
        file = inside(frame.filename)
        if file and (file == wanted or place.get("file") != wanted):
            place = {"file": file, "line": frame.lineno or 0}
    return place


def words_of(error):
    original = getattr(error, "orig", None) or error
    text = str(original).strip() or type(original).__name__
    if isinstance(original, SyntaxError) or getattr(error, "orig", None) or type(original).__name__ == "CommandError":
        return text
    return f"{type(original).__name__}: {text}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--config")
    parser.add_argument("--project")
    parser.add_argument("--section", default="alembic")
    parser.add_argument("--scripts", default="migrations")
    parser.add_argument("--flask", action="store_true")
    options = parser.parse_args()
    request = json.loads(sys.stdin.buffer.read().decode("utf-8"))
    sys.argv = ["alembic"]
    try:
        try:
            import alembic  # noqa: F401
            import sqlalchemy  # noqa: F401
        except ImportError as error:
            raise Refusal(f"{sys.executable} has no Alembic ({error}): make a virtual environment .venv in the project, or install alembic")
        {"address": address, "identify": identify, "run": run, "preview": preview}[request["action"]](options, request)
    except Found:
        answer(error="the project connects to its database before it can be told where to")
        return 1
    except SystemExit as error:
        answer(error=f"the project's program ended with {error.code}")
        return 1
    except KeyboardInterrupt:
        answer(error="interrupted")
        return 130
    except Refusal as error:
        answer(error=str(error))
        return 1
    except Exception as error:
        traceback.print_exc()
        answer(error=words_of(error), **place_of(error, request.get("file", "")))
        return 1
    return 0


if __name__ == "__main__":
    code = main()
    answers.flush()
    sys.exit(code)
