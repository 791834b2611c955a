"""Writes hdbscan.json: what scikit-learn 1.9.1 (numpy below 3) says of clusters. Run with: python test/reference/hdbscan.py

Per set: the points; the labels of HDBSCAN, agglomerative clustering and the least inertia of k-means; and of each of
HDBSCAN's labellings the silhouette of what is clustered, ARI and AMI with the set's own labels, the unclustered as one more
group. "own": how well HDBSCAN agrees with itself on the same rows in six other orders, at the least (ARI): many points are
each other's reach, and which of equal edges comes first decides where they go.
"""

import json
import pathlib

import numpy as np
from sklearn.base import clone
from sklearn.cluster import HDBSCAN, AgglomerativeClustering, KMeans
from sklearn.datasets import load_digits, make_blobs, make_moons, make_swiss_roll
from sklearn.metrics import adjusted_mutual_info_score, adjusted_rand_score, silhouette_score
from sklearn.preprocessing import normalize


def sets():
    digits, of = load_digits(return_X_y=True)
    yield "digits", digits[:600].astype(int), of[:600]
    blobs, of = make_blobs(500, 10, centers=7, cluster_std=[0.5, 1, 1.5, 2, 1, 3, 0.3], random_state=2)
    yield "blobs", np.round(blobs, 3), of
    moons, of = make_moons(400, noise=0.08, random_state=3)
    random = np.random.default_rng(4)
    yield "moons", np.round(np.vstack([moons, random.uniform(-2, 3, (60, 2))]), 4), np.append(of, np.full(60, 2))
    roll, along = make_swiss_roll(500, noise=0.2, random_state=5)
    yield "roll", np.round(roll, 3), (along // 3).astype(int)


def hdbscan(points, labels):
    # Directions in two dimensions are one number.
    for metric in ("euclidean", "cosine")[: 1 if points.shape[1] == 2 else 2]:
        of_metric = points if metric == "euclidean" else normalize(points)
        for size, samples, method in ((5, None, "eom"), (5, None, "leaf"), (15, None, "eom"), (10, 1, "eom"), (15, 4, "leaf")):
            found = HDBSCAN(
                min_cluster_size=size, min_samples=samples, metric=metric, cluster_selection_method=method, copy=True
            ).fit(of_metric.astype(float))
            of = found.labels_
            others = []
            for seed in range(6):
                order = np.random.default_rng(seed).permutation(len(points))
                shuffled = np.empty(len(points), int)
                shuffled[order] = clone(found).fit(of_metric[order].astype(float)).labels_
                others.append(adjusted_rand_score(of, shuffled))
            inside = of >= 0
            groups = len(set(of[inside]))
            isDefined = 1 < groups < inside.sum()
            yield {
                "metric": metric,
                "min_cluster_size": size,
                "min_samples": samples or 0,
                "cluster_selection_method": method,
                "of": of.tolist(),
                "own": min(others),
                "silhouette": silhouette_score(points[inside], of[inside], metric=metric) if isDefined else None,
                "ari": adjusted_rand_score(labels, of),
                "ami": adjusted_mutual_info_score(labels, of),
            }


def agglomerative(points):
    for linkage, metric in (("ward", "euclidean"), ("average", "euclidean"), ("average", "cosine"), ("complete", "cosine")):
        found = AgglomerativeClustering(6, metric=metric, linkage=linkage).fit(points)
        yield {"linkage": linkage, "metric": metric, "of": found.labels_.tolist()}


written = []
for name, points, labels in sets():
    inertia = KMeans(8, n_init=20, random_state=0).fit(points).inertia_
    written.append(
        {
            "name": name,
            "points": points.tolist(),
            "labels": labels.tolist(),
            "hdbscan": list(hdbscan(points, labels)),
            "agglomerative": list(agglomerative(points)),
            "inertia": inertia,
        }
    )
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps(written, separators=(",", ":")) + "\n")
