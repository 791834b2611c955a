"""The Python peers of the maps' bench: reads float32 rows, prints the seconds of one fit after a small one, writes float64 places.

python mapPeers.py opentsne|sklearn-tsne|pacmap ROWS.f32 WIDTH PLACES.f64
"""

import json
import sys
import time

import numpy


def fits(name):
    if name == "opentsne":
        import openTSNE

        return lambda rows: openTSNE.TSNE(n_jobs=2, random_state=0).fit(rows)
    if name == "sklearn-tsne":
        from sklearn.manifold import TSNE

        return lambda rows: TSNE(random_state=0, n_jobs=2).fit_transform(rows)
    import pacmap

    # Without a seed it uses all threads.
    return lambda rows: pacmap.PaCMAP().fit_transform(rows)


def main():
    name, file, width, out = sys.argv[1:]
    rows = numpy.fromfile(file, dtype=numpy.float32).reshape(-1, int(width))
    fit = fits(name)
    fit(rows[:1000])
    start = time.perf_counter()
    places = fit(rows)
    taken = time.perf_counter() - start
    numpy.asarray(places, dtype=numpy.float64).tofile(out)
    print(json.dumps({"seconds": taken}))


main()
