"""The whole system on this machine, as a context manager.

with EmbeddedRun(state_dir) as run:
    requests.post(f"{run.edge_url}/transaction", json=...)
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from infra.dashboard import content_policy, exported_files
from infra.digest import Stamp, digest_paths
from infra.environment import project_environment
from infra.local.cloud import Deployed, client, deploy_package, publish_dashboard
from infra.local.emulator import (
    EmbeddedEmulator,
    emulator_python,
    is_emulator_installed,
    localstack_url,
)
from infra.local.engine import fetch_engine, is_engine_fetched
from infra.local.errors import CannotRun, failed
from infra.local.http import status
from infra.local.lock import locked, name_address
from infra.local.own_servers import require_graph_server, require_servers
from infra.local.ports import LOOPBACK, free_port, remembered_port, require_free
from infra.local.processes import Process
from infra.local.progress import Report, keep_quiet, step
from infra.local.redis_server import EmbeddedRedis
from infra.local.redis_watchdog import RedisWatchdog
from infra.local.secrets_file import id_hash_key
from infra.local.waiting import wait_until
from infra.model import register_model
from infra.package import build_runtime, is_runtime_built, package
from infra.target import Target, aws_target, local_target

HEALTH_TIMEOUT_S = 60.0
SCORE_FUNCTIONS = 2
"""Of the template, in an emulator."""
REQUEST_TIMEOUT_S = 30.0
"""A cold function behind a busy emulator."""
DEFAULT_POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"


@dataclass(frozen=True)
class Options:
    """What a run may choose; the defaults are the tests'."""

    port: int = 0
    """The edge's; 0 for a free one."""
    redis_url: str | None = None
    """A server of the user's; None for the embedded one."""
    graph_url: str | None = None
    emulator: Literal["ministack", "localstack"] = "ministack"
    restarts_redis: bool = False
    registers_model: bool = True
    parameters: dict[str, str] = field(default_factory=dict)
    """Template parameters that replace the run's own."""


class EmbeddedRun:
    """Redis, the emulator with the deployed package, and the edge; stopped in reverse order."""

    redis: EmbeddedRedis | None = None
    redis_url: str
    endpoint_url: str
    edge_url: str
    deployed: Deployed

    def __init__(
        self, state_dir: Path, options: Options | None = None, report: Report = keep_quiet
    ) -> None:
        self.state_dir = state_dir.resolve()
        self._options = options or Options()
        self._report = report
        self._cleanup = ExitStack()
        self._watched: list[Process | EmbeddedEmulator] = []

    @property
    def api_url(self) -> str:
        """The REST API through the edge."""
        return f"{self.edge_url}/api"

    @property
    def ws_url(self) -> str:
        """The live feed through the edge."""
        return f"ws://{self.edge_url.removeprefix('http://')}/ws"

    def client(self, service: str) -> Any:
        """A boto3 client for the emulator."""
        return client(self.endpoint_url, service)

    def start(self) -> Self:
        """Start everything, wait until the API is healthy; on failure stop what was started."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop the edge, the emulator and Redis, in that order."""
        self._cleanup.close()

    def dead(self) -> str | None:
        """The name of a part that ended by itself, if one did."""
        gone = (part for part in self._watched if not part.is_alive)
        return next((type(part).__name__ for part in gone), None)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _start(self) -> None:
        lock = self._cleanup.enter_context(locked(self.state_dir))
        edge_port = require_free(self._options.port) if self._options.port else free_port()
        name_address(lock, f"http://{LOOPBACK}:{edge_port}")
        self._install_tools()
        with step(self._report, "Redis and FalkorDB"):
            self.redis_url = self._options.redis_url or self._start_redis()
            self._require_own_servers()
        with step(self._report, "functions packaged"):
            folder = package(self._target)
        with step(self._report, "AWS emulator"):
            self.endpoint_url = self._start_emulator() if self._is_embedded else localstack_url()
        with step(self._report, "stack deployed"):
            self.deployed = deploy_package(self.endpoint_url, folder, self._parameters())
        if self._options.registers_model:
            self._register_model()
        if exported_files():
            with step(self._report, "dashboard uploaded"):
                publish_dashboard(self.deployed)
        with step(self._report, "edge"):
            self.edge_url = self._start_edge(edge_port)
        with step(self._report, "API healthy, score functions warm"):
            self._wait_for_health()
            self._warm_score_functions()

    def _install_tools(self) -> None:
        """What only the first start (or one after an upgrade) fetches and builds, each by name:
        on a slow line this is where the minutes go."""
        if self._is_embedded:
            if self._options.redis_url is None and not is_engine_fetched():
                with step(self._report, "Redis and FalkorDB fetched, once (45 MB)"):
                    fetch_engine()
            if not is_emulator_installed():
                with step(self._report, "AWS emulator installed, once"):
                    emulator_python()
        if not is_runtime_built(self._target):
            with step(self._report, "functions' Python packages installed, once"):
                build_runtime(self._target)

    def _require_own_servers(self) -> None:
        """Servers of the user's are asked first: later, only that nothing answers would be seen.
        LocalStack's containers may reach what this machine does not."""
        options = self._options
        if not self._is_embedded:
            return
        if options.redis_url is not None:
            require_servers(options.redis_url, options.graph_url)
        elif options.graph_url is not None:
            require_graph_server(options.graph_url)

    @property
    def _target(self) -> Target:
        return local_target() if self._is_embedded else aws_target()

    @property
    def _is_embedded(self) -> bool:
        return self._options.emulator == "ministack"

    def _start_redis(self) -> str:
        if not self._is_embedded:
            raise CannotRun(
                "LocalStack runs the functions in containers, which reach no embedded Redis: "
                "name one they reach, for example REDIS_URL=redis://host.docker.internal:6379"
            )
        fetch_engine()
        self.redis = EmbeddedRedis(self.state_dir, remembered_port(self.state_dir, "redis"))
        url = self.redis.start()
        self._cleanup.callback(self.redis.stop)
        if self._options.restarts_redis:
            watchdog = RedisWatchdog(self.redis, self._report)
            watchdog.start()
            self._cleanup.callback(watchdog.stop)
        return url

    def _start_emulator(self) -> str:
        port = remembered_port(self.state_dir, "emulator")
        emulator = EmbeddedEmulator(self.state_dir, port)
        self._cleanup.callback(emulator.stop)
        self._watched.append(emulator)
        return emulator.start()

    def _parameters(self) -> dict[str, str]:
        own = {
            "RedisUrl": self.redis_url,
            "GraphUrl": self._options.graph_url or "",
            "IdHashKey": id_hash_key(self.state_dir),
            "EndpointUrl": self.endpoint_url,
            # Shorter than AWS asks for: a failed transaction is seen again while one watches.
            "VisibilityTimeoutSeconds": "30",
            "RingsEverySeconds": "60",
        }
        return own | self._options.parameters

    def _register_model(self) -> None:
        """Put the committed model in force the first time; later runs keep what is in force."""
        marker = Stamp(self.state_dir / "model-registered")
        registry = digest_paths([], self._options.redis_url or "embedded")
        if marker.is_fresh(registry):
            return
        with step(self._report, "model registered"):
            reason = register_model(self.redis_url, self._options.parameters.get("Namespace"))
        if reason is None:
            marker.write(registry)
        else:
            self._report(f"  ! no model is registered, rules decide alone: {reason}")

    def _start_edge(self, port: int) -> str:
        policy = self.state_dir / "content-policy"
        policy.write_text(content_policy() or DEFAULT_POLICY, encoding="utf-8")
        command = [str(emulator_python()), "-m", "infra.local.edge", "--port", str(port)]
        command += ["--rest", self.deployed.rest_url, "--websocket", self.deployed.websocket_url]
        command += ["--bucket", self.deployed.bucket_url, "--policy", str(policy)]
        log = self.state_dir / "logs" / "edge.log"
        edge = Process("edge", command, log, project_environment())
        self._cleanup.callback(edge.stop)
        self._watched.append(edge)
        url = f"http://{LOOPBACK}:{port}"
        if not wait_until(lambda: status(f"{url}/config.json") is not None, 20.0):
            raise failed("the edge does not answer", log)
        return url

    def _wait_for_health(self) -> None:
        url = f"{self.api_url}/health"
        if not wait_until(lambda: status(url, REQUEST_TIMEOUT_S) == 200, HEALTH_TIMEOUT_S):
            log = self.state_dir / "logs" / "emulator.log"
            raise failed(
                f"the API is not healthy (it answers {status(url, REQUEST_TIMEOUT_S)})", log
            )

    def _warm_score_functions(self) -> None:
        """As many as run at once, so that the first payments are decided in the order they came."""
        functions = client(self.endpoint_url, "lambda")
        nothing = json.dumps({"Records": []})

        def warm(_: int) -> None:
            name = self.deployed.outputs["ScoreFunctionName"]
            functions.invoke(FunctionName=name, Payload=nothing)

        with ThreadPoolExecutor(SCORE_FUNCTIONS) as threads:
            list(threads.map(warm, range(SCORE_FUNCTIONS)))
