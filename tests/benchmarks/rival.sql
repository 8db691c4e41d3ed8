-- The model as straight SQL, set by set: one row a line × material × gated path, one a line × material × origin.
-- Beside the portfolio ($lines, $overrides) there are the small tables of the reference data, keyed by whole numbers.

CREATE OR REPLACE TEMP TABLE company AS
SELECT company_id, row_number() OVER () AS company, sum(annual_revenue_usd) AS revenue
FROM read_parquet($lines) WHERE company_id >= $first AND company_id < $last GROUP BY company_id;

CREATE OR REPLACE TEMP TABLE line AS
SELECT l.file_row_number AS line, c.company, p.product, i.importer, annual_units, annual_revenue_usd,
    coalesce(l.contribution_margin, p.contribution_margin) AS margin,
    coalesce(l.recovery_share, p.recovery_share) AS recovery,
    c.revenue >= $large_revenue AS large, stock_days, transit_days, lead_days, second_source_share, requalification_days,
    licence_valid_days, tariff_borne_share, end_use = 'defence' AS defence, licence_kind = 'general' AS general,
    buyer_size = 'large' AS said_large, origin_shares
FROM read_parquet($lines, file_row_number = true) AS l
JOIN company AS c USING (company_id) JOIN products AS p USING (product_id)
LEFT JOIN importers AS i ON l.importer = i.importer_id
WHERE company_id >= $first AND company_id < $last;

CREATE OR REPLACE TEMP TABLE override AS
SELECT line.line, m.material, o.stock_days, o.transit_days, o.lead_days, o.second_source_share, o.requalification_days,
    o.licence_valid_days, o.tariff_borne_share, o.end_use = 'defence' AS defence, o.licence_kind = 'general' AS general,
    o.buyer_size = 'large' AS said_large, o.origin_shares
FROM read_parquet($overrides) AS o
JOIN company AS c USING (company_id) JOIN products AS p USING (product_id)
JOIN importers AS i ON o.importer = i.importer_id
JOIN materials AS m USING (material_id)
JOIN line ON line.company = c.company AND line.product = p.product AND line.importer = i.importer
WHERE company_id >= $first AND company_id < $last;

CREATE OR REPLACE TEMP TABLE part AS
SELECT line * 64 + b.material AS part, line, importer, b.material,
    4 * coalesce(o.defence, l.defence, $defence)::UTINYINT + 2 * coalesce(o.said_large, l.said_large, l.large)::UTINYINT
        + coalesce(o.general, l.general, $general)::UTINYINT AS scope,
    coalesce(o.stock_days, l.stock_days, $stock_days) AS stock,
    coalesce(o.transit_days, l.transit_days, $transit_days) + coalesce(o.lead_days, l.lead_days, $lead_days) AS ahead,
    coalesce(o.second_source_share, l.second_source_share, $second_source_share) AS second,
    coalesce(o.requalification_days, l.requalification_days, $requalification_days) AS requalified,
    coalesce(o.licence_valid_days, l.licence_valid_days, $licence_valid_days) AS valid,
    coalesce(o.tariff_borne_share, l.tariff_borne_share, $tariff_borne_share) AS borne,
    coalesce(o.origin_shares, l.origin_shares) AS stated,
    annual_units * b.kg_per_unit * m.purchase_factor AS bought_kg, m.unit_value_usd_per_kg AS value
FROM line AS l JOIN bills AS b USING (product) JOIN materials AS m USING (material)
LEFT JOIN override AS o USING (line, material);

CREATE OR REPLACE TEMP TABLE source AS
WITH pair AS (
    SELECT part, importer, material, scope, unnest(string_split(stated, ';')) AS pair FROM part WHERE stated IS NOT NULL
), given AS (
    SELECT part, importer, material, scope, trim(split_part(pair, ':', 1)) AS origin_id,
        split_part(pair, ':', 2)::DOUBLE AS share FROM pair
), total AS (SELECT part, sum(share) AS total FROM given GROUP BY part)
SELECT part, importer, material, scope, origin, share / total AS share
FROM given JOIN total USING (part) JOIN origins USING (origin_id);

CREATE OR REPLACE TEMP TABLE path AS
SELECT part, authority, potential, last_regime, feed_regime, share
FROM part JOIN paths USING (importer, material, scope) WHERE stated IS NULL
UNION ALL
SELECT part, authority, potential, last_regime, feed_regime, s.share * g.share
FROM source AS s JOIN origin_paths AS g USING (importer, material, scope, origin);

CREATE OR REPLACE TEMP TABLE cover AS
WITH gated AS (
    SELECT part, authority, coalesce(sum(share) FILTER (NOT potential), 0) AS held,
        coalesce(sum(share) FILTER (potential), 0) AS looming
    FROM path GROUP BY part, authority
), total AS (SELECT part, sum(held) AS held, sum(looming) AS looming FROM gated GROUP BY part)
SELECT g.part, g.authority, requalified, valid,
    CASE WHEN t.held > 0 THEN greatest(1 - second / t.held, 0) END AS kept,
    CASE WHEN t.looming > 0 THEN greatest(1 - greatest(second - t.held, 0) / t.looming, 0) END AS kept_looming,
    g.held * coalesce(kept, 0) AS stopped, stopped + g.looming * coalesce(kept_looming, 0) AS stopped_looming,
    ahead + CASE WHEN stopped > 0 THEN stock / stopped END AS days,
    ahead + CASE WHEN stopped_looming > 0 THEN stock / stopped_looming END AS days_looming
FROM gated AS g JOIN total AS t USING (part) JOIN part USING (part);

CREATE OR REPLACE TEMP TABLE blocked AS
WITH candidate AS (
    SELECT rowid AS path, last_regime >= 0 AND feed_regime >= 0 AS twin, false AS other, part, authority, potential, share,
        last_regime >= 0 AS on_last, CASE WHEN last_regime >= 0 THEN last_regime ELSE feed_regime END AS regime FROM path
    UNION ALL
    SELECT rowid, true, true, part, authority, potential, share, false, feed_regime FROM path
    WHERE last_regime >= 0 AND feed_regime >= 0
), spell AS (
    SELECT path, twin, other, part, authority, c.potential, wait_lag_days AS t0, wait_shape AS a, wait_scale_days AS b,
        denial_share AS d, refile_days AS r, onset_probability AS p,
        share * CASE WHEN c.potential THEN kept_looming ELSE kept END AS stopped,
        greatest(least($horizon - CASE WHEN on_last AND renewable THEN valid ELSE 0 END, requalified), 0) AS h,
        CASE WHEN c.potential THEN days_looming ELSE days END AS c
    FROM candidate AS c JOIN cover USING (part, authority) JOIN regimes USING (regime)
), grown AS (
    SELECT *, a - 1 AS e, greatest(h - r, 0) AS h_r, greatest(c - r, 0) AS c_r, late_growth(h, t0, b) AS g_h,
        late_growth(c, t0, b) AS g_c, late_growth(h_r, t0, b) AS g_h_r, late_growth(c_r, t0, b) AS g_c_r
    FROM spell WHERE h > c OR (twin AND NOT other)
), missing AS (
    SELECT *, (1 - d) * undecided(h, t0, b, e, g_h) + d * (least(h, r) + undecided(h_r, t0, b, e, g_h_r)) AS by_h,
        (1 - d) * undecided(c, t0, b, e, g_c) + d * (least(c, r) + undecided(c_r, t0, b, e, g_c_r)) AS by_c FROM grown
)
SELECT path, other, part, authority, stopped, CASE WHEN c IS NULL OR h <= c THEN 0
    WHEN a IS NULL AND potential THEN p * (($horizon - h) * (h - c) + (h - c) * (h - c) / 2) / $horizon
    WHEN a IS NULL THEN h - c
    WHEN potential THEN greatest(0, p * (($horizon - h) * (by_h - by_c) - (h - c) * by_c
        + (1 - d) * (undecided_twice(h, t0, b, e, g_h) - undecided_twice(c, t0, b, e, g_c))
        + d * (refiled_twice(h, r) - refiled_twice(c, r)
            + undecided_twice(h_r, t0, b, e, g_h_r) - undecided_twice(c_r, t0, b, e, g_c_r))) / $horizon)
    ELSE greatest(0, by_h - by_c) END AS days
FROM missing;

CREATE OR REPLACE TEMP TABLE lost AS
WITH material AS (
    SELECT one.part, one.authority, sum(one.stopped * greatest(one.days, coalesce(two.days, 0))) / $year AS x
    FROM blocked AS one LEFT JOIN (SELECT path, authority, days FROM blocked WHERE other) AS two USING (path, authority)
    WHERE NOT one.other GROUP BY one.part, one.authority
), worst AS (
    SELECT part // 64 AS line, authority, max(x) AS x FROM material GROUP BY part // 64, authority
)
SELECT line, 1 - product(1 - x) AS lost_share FROM worst GROUP BY line;

CREATE OR REPLACE TEMP TABLE cost AS
WITH duty AS (
    SELECT line, share * duty_rate * value * bought_kg * borne AS loss
    FROM part JOIN duties USING (importer, material) WHERE stated IS NULL
    UNION ALL
    SELECT line, share * duty_rate * value * bought_kg * borne
    FROM source JOIN origin_duties USING (importer, material, origin) JOIN part USING (part)
), premium AS (
    SELECT line, bought_kg * premium_usd_per_kg AS loss FROM part JOIN premiums USING (importer, material)
)
SELECT line, sum(loss) AS loss FROM (SELECT line, loss FROM duty UNION ALL SELECT line, loss FROM premium) GROUP BY line;

INSERT INTO score
WITH loss AS (
    SELECT company,
        sum(coalesce(annual_revenue_usd * margin * (1 - recovery) * lost_share, 0) + coalesce(c.loss, 0)) AS loss
    FROM line LEFT JOIN lost USING (line) LEFT JOIN cost AS c USING (line) GROUP BY company
)
SELECT company_id, loss AS expected_annual_loss_usd,
    least($highest, $decade * log10(1 + loss / (revenue * $unit))) AS score
FROM loss JOIN company USING (company);
