import subprocess
s=subprocess.run(["git","show","HEAD:scoring/engine.py"],capture_output=True,text=True).stdout
def r(a,b):
    global s
    assert a in s,a
    s=s.replace(a,b)
r('''    named = _now(paths.choose_mix(terms.material_terms(lines.lazy(), portfolio.overrides, world), world))
    cases''','''    named = _now(paths.choose_mix(terms.material_terms(lines.lazy(), portfolio.overrides, world), world))
    files = applications.files_on(portfolio.applications, world, known_at)
    own = applications.own_waits(applications.own_evidence(files, world, known_at), world)
    named = _now(applications.with_file_company(named.lazy(), files))
    cases''')
r('''    governed, by_regime = _delays(cases, walked, world)
''','''    gated, governed, by_regime = _delays(cases, walked, own, world)
''')
r('''    return _levels(tables, world, lines, named, mixes, governed, by_regime, costs)
''','''    found = _levels(tables, world, lines, named, mixes, governed, by_regime, costs)
    licensed = licences.licence_frames(tables, world, portfolio.applications, own, gated, named)
    return replace(found, signals={**found.signals, **licensed})
''')
r('''def _delays(cases: pl.DataFrame, walked: pl.DataFrame, world: World) -> tuple[pl.DataFrame, pl.DataFrame]:
''','''def _delays(
    cases: pl.DataFrame, walked: pl.DataFrame, own: pl.DataFrame, world: World
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
''')
r('''delay.governed_paths(gated.lazy(), stopped, world))''','''delay.governed_paths(gated.lazy(), stopped, own.lazy(), world))''')
r('''    return governed, _now(delay.regime_losses(''','''    return gated, governed, _now(delay.regime_losses(''')
r('''from scoring import contributions, cost, delay, gaps, levels, losses, paths, terms
''','''from scoring import applications, contributions, cost, delay, gaps, levels, licences, losses, paths, terms
''')
r('''from datetime import date

import polars''','''from dataclasses import replace
from datetime import date

import polars''')
open('/tmp/engine_head.py','w').write(s)
