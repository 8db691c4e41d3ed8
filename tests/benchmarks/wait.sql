-- The wait in closed form: x is late days / scale, g is ln(1 + x), e is the shape less 1.
-- Within 1e-4 of a shape of 1 or 2 the plain form cancels and a series stands in.

CREATE MACRO late_growth(z, t0, b) AS ln(1 + greatest(z - t0, 0) / b);
CREATE MACRO grown(e, g) AS
    CASE WHEN abs(e) < 1e-4 THEN g * (1 - e * g / 2 + e * g * e * g / 6) ELSE (1 - exp(-e * g)) / e END;
CREATE MACRO grown_twice(e, g, x) AS
    CASE WHEN abs(e) < 1e-4
    THEN ((1 + x) * (g - 1) + 1) - e * ((1 + x) * (g * g - 2 * g + 2) - 2) / 2
        + e * e * ((1 + x) * (g * g * g - 3 * g * g + 6 * g - 6) + 6) / 6
    ELSE (x - grown(e - 1, g)) / e END;
CREATE MACRO undecided(z, t0, b, e, g) AS least(z, t0) + b * grown(e, g);
CREATE MACRO undecided_twice(z, t0, b, e, g) AS
    least(z, t0) * least(z, t0) / 2 + t0 * greatest(z - t0, 0) + b * b * grown_twice(e, g, greatest(z - t0, 0) / b);
CREATE MACRO refiled_twice(z, r) AS least(z, r) * least(z, r) / 2 + r * greatest(z - r, 0);
