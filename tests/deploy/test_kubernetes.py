"""The manifests that kustomize builds from the example."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.deploy.tools import DEPLOY, env_file, output, tool

KUBERNETES = DEPLOY / "kubernetes"
OLDEST, NEWEST = "1.30.0", "1.37.0"  # versions of Kubernetes that must accept the manifests


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kubernetes") / "kubernetes"
    shutil.copytree(KUBERNETES, folder)
    (folder / "example" / "secrets.env.example").rename(folder / "example" / "secrets.env")
    manifests = folder / "built.yaml"
    manifests.write_text(output(tool("kubectl"), "kustomize", folder / "example"), encoding="utf-8")
    return manifests


@pytest.fixture(scope="module")
def by_kind(built: Path) -> dict[str, dict[str, Any]]:
    return {document["kind"]: document for document in yaml.safe_load_all(built.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_the_manifests_match_the_schemas_of_kubernetes(built: Path, version: str) -> None:
    output(tool("kubernetes-validate"), "--strict", "--kubernetes-version", version, built)


def test_there_is_one_object_of_each_kind(by_kind: dict[str, dict[str, Any]]) -> None:
    kinds = "Deployment Ingress Job NetworkPolicy PodDisruptionBudget Secret Service"
    assert sorted(by_kind) == kinds.split()


def test_one_replica_is_always_available(by_kind: dict[str, dict[str, Any]]) -> None:
    assert by_kind["Deployment"]["spec"]["replicas"] == 2
    assert by_kind["Deployment"]["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert by_kind["PodDisruptionBudget"]["spec"]["minAvailable"] == 1


@pytest.mark.parametrize("kind", ["Deployment", "Job"])
def test_pods_meet_the_restricted_security_standard(by_kind: dict[str, dict[str, Any]], kind: str) -> None:
    pod = by_kind[kind]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["automountServiceAccountToken"] is False
    assert (pod["securityContext"]["runAsNonRoot"], pod["securityContext"]["runAsUser"]) == (True, 10001)
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["resources"]["limits"]["memory"]


@pytest.mark.parametrize("kind", ["Service", "PodDisruptionBudget"])
def test_selectors_match_the_bot_but_not_the_migration(by_kind: dict[str, dict[str, Any]], kind: str) -> None:
    selector = by_kind[kind]["spec"]["selector"]
    wanted = selector.get("matchLabels", selector).items()
    assert wanted <= by_kind["Deployment"]["spec"]["template"]["metadata"]["labels"].items()
    assert not wanted <= by_kind["Job"]["spec"]["template"]["metadata"]["labels"].items()


def test_the_ingress_passes_only_the_webhook(by_kind: dict[str, dict[str, Any]]) -> None:
    (rule,) = by_kind["Ingress"]["spec"]["rules"]
    (path,) = rule["http"]["paths"]
    assert path["pathType"] == "Exact"
    url = env_file(KUBERNETES / "example" / "secrets.env.example")["BOT_WEBHOOK_URL"]
    assert url == f"https://{rule['host']}{path['path']}"
    assert by_kind["Ingress"]["spec"]["tls"][0]["hosts"] == [rule["host"]]


def test_bot_and_migration_share_a_secret_that_is_empty_in_the_example(by_kind: dict[str, dict[str, Any]]) -> None:
    for kind in ("Deployment", "Job"):
        (container,) = by_kind[kind]["spec"]["template"]["spec"]["containers"]
        assert container["envFrom"] == [{"secretRef": {"name": by_kind["Secret"]["metadata"]["name"]}}]
    example = env_file(KUBERNETES / "example" / "secrets.env.example")
    assert (example["BOT_TOKEN"], example["BOT_WEBHOOK_SECRET"]) == ("", "")
