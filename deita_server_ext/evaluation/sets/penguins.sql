-- How many penguins are there of each species?
SELECT species, count(*) FROM penguins GROUP BY species

-- What is the average body mass of each species, in grams?
SELECT species, avg(body_mass_g) FROM penguins GROUP BY species

-- On which islands do Adelie penguins live?
SELECT DISTINCT island FROM penguins WHERE species = 'Adelie'

-- How many penguins have no known sex?
SELECT count(*) FROM penguins WHERE sex IS NULL

-- What is the longest flipper, in millimetres, and of which species?
SELECT species, flipper_length_mm FROM penguins ORDER BY flipper_length_mm DESC NULLS LAST LIMIT 1

-- How many penguins were counted in each year, in order?
SELECT year, count(*) FROM penguins GROUP BY year ORDER BY year

-- Which species lives on only one island?
SELECT species FROM penguins GROUP BY species HAVING count(DISTINCT island) = 1

-- How much heavier are males than females on average, by species?
SELECT species, avg(body_mass_g) FILTER (WHERE sex = 'male') - avg(body_mass_g) FILTER (WHERE sex = 'female') FROM penguins GROUP BY species

-- What is the ratio of bill length to bill depth on average, by species?
SELECT species, avg(bill_length_mm / bill_depth_mm) FROM penguins GROUP BY species

-- How many penguins weigh more than five kilograms?
SELECT count(*) FROM penguins WHERE body_mass_g > 5000

-- What is the correlation of flipper length and body mass?
SELECT corr(flipper_length_mm, body_mass_g) FROM penguins

-- Which island has the most penguins?
SELECT island FROM penguins GROUP BY island ORDER BY count(*) DESC LIMIT 1

-- How many penguins are there by species and sex, leaving out those of unknown sex?
SELECT species, sex, count(*) FROM penguins WHERE sex IS NOT NULL GROUP BY species, sex

-- How many penguins are heavier than the average of their species?
SELECT count(*) FROM penguins p WHERE body_mass_g > (SELECT avg(body_mass_g) FROM penguins q WHERE q.species = p.species)

-- What is the median bill length of female Gentoo penguins?
SELECT median(bill_length_mm) FROM penguins WHERE species = 'Gentoo' AND sex = 'female'
