-- How many flights are there?
SELECT count(*) FROM flights

-- How many flights did each airline operate? Give the airline's name and the number, most first.
SELECT a.name, count(*) AS n FROM flights f JOIN airlines a USING (carrier) GROUP BY a.name ORDER BY n DESC

-- What is the average departure delay of each carrier?
SELECT carrier, avg(dep_delay) FROM flights GROUP BY carrier

-- Which five destinations have the most flights? Give the code and the number, most first.
SELECT dest, count(*) AS n FROM flights GROUP BY dest ORDER BY n DESC LIMIT 5

-- How many flights left from each origin?
SELECT origin, count(*) FROM flights GROUP BY origin

-- How many flights have no departure time?
SELECT count(*) FROM flights WHERE dep_time IS NULL

-- What share of flights arrived more than 30 minutes late, of those that have an arrival delay?
SELECT avg(CASE WHEN arr_delay > 30 THEN 1.0 ELSE 0.0 END) FROM flights WHERE arr_delay IS NOT NULL

-- What is the longest distance flown?
SELECT max(distance) FROM flights

-- To which destination code is the longest distance?
SELECT DISTINCT dest FROM flights WHERE distance = (SELECT max(distance) FROM flights)

-- How many flights were there in each month, in order of the months?
SELECT month, count(*) FROM flights GROUP BY month ORDER BY month

-- In which month is the average departure delay the greatest?
SELECT month FROM flights GROUP BY month ORDER BY avg(dep_delay) DESC LIMIT 1

-- How many different planes (tail numbers) flew?
SELECT count(DISTINCT tailnum) FROM flights

-- How many different destinations are served from JFK?
SELECT count(DISTINCT dest) FROM flights WHERE origin = 'JFK'

-- What is the total distance flown by United Air Lines Inc.?
SELECT sum(distance) FROM flights f JOIN airlines a USING (carrier) WHERE a.name = 'United Air Lines Inc.'

-- What are the names of airlines that fly from LGA to ATL?
SELECT DISTINCT a.name FROM flights f JOIN airlines a USING (carrier) WHERE origin = 'LGA' AND dest = 'ATL'

-- How many flights went to airports in the table airports, and how many did not?
SELECT count(*) FILTER (WHERE p.faa IS NOT NULL), count(*) FILTER (WHERE p.faa IS NULL) FROM flights f LEFT JOIN airports p ON f.dest = p.faa

-- Which destination codes are not in the table airports?
SELECT DISTINCT dest FROM flights WHERE dest NOT IN (SELECT faa FROM airports)

-- What is the average air time to Los Angeles International, in minutes?
SELECT avg(air_time) FROM flights f JOIN airports p ON f.dest = p.faa WHERE p.name = 'Los Angeles Intl'

-- How many planes were made by each manufacturer? Only those with more than 100, most first.
SELECT manufacturer, count(*) AS n FROM planes GROUP BY manufacturer HAVING count(*) > 100 ORDER BY n DESC

-- How many planes have no known year?
SELECT count(*) FROM planes WHERE year IS NULL

-- What is the oldest year a plane was made in?
SELECT min(year) FROM planes

-- What is the average number of seats of planes by type?
SELECT type, avg(seats) FROM planes GROUP BY type

-- Which model has the most planes?
SELECT model FROM planes GROUP BY model ORDER BY count(*) DESC LIMIT 1

-- How many flights were flown by planes made by BOEING?
SELECT count(*) FROM flights f JOIN planes p USING (tailnum) WHERE p.manufacturer = 'BOEING'

-- How many seats were offered by each carrier, over the flights whose plane is known?
SELECT f.carrier, sum(p.seats) FROM flights f JOIN planes p USING (tailnum) GROUP BY f.carrier

-- How many flights have a tail number that is not in planes?
SELECT count(*) FROM flights WHERE tailnum IS NOT NULL AND tailnum NOT IN (SELECT tailnum FROM planes)

-- What is the highest airport, by name?
SELECT name FROM airports ORDER BY alt DESC LIMIT 1

-- How many airports are there in each time zone (tzone)?
SELECT tzone, count(*) FROM airports GROUP BY tzone

-- Which airports lie below sea level? Give their names.
SELECT name FROM airports WHERE alt < 0

-- What is the northernmost airport?
SELECT name FROM airports ORDER BY lat DESC LIMIT 1

-- How many airports have a name with International or Intl in it?
SELECT count(*) FROM airports WHERE name ILIKE '%international%' OR name ILIKE '%intl%'

-- What is the average temperature at each origin?
SELECT origin, avg(temp) FROM weather GROUP BY origin

-- What was the highest wind gust at JFK?
SELECT max(wind_gust) FROM weather WHERE origin = 'JFK'

-- On how many hours did it rain (precipitation above zero) at each origin?
SELECT origin, count(*) FROM weather WHERE precip > 0 GROUP BY origin

-- Which month has the lowest average temperature at EWR?
SELECT month FROM weather WHERE origin = 'EWR' GROUP BY month ORDER BY avg(temp) LIMIT 1

-- What is the average departure delay of flights by whether it rained at the origin in that hour?
SELECT w.precip > 0, avg(f.dep_delay) FROM flights f JOIN weather w ON f.origin = w.origin AND f.time_hour = w.time_hour GROUP BY w.precip > 0

-- What is the average departure delay by scheduled hour, in order of the hours?
SELECT hour, avg(dep_delay) FROM flights GROUP BY hour ORDER BY hour

-- On which day (month and day) were most flights without a departure time?
SELECT month, day FROM flights WHERE dep_time IS NULL GROUP BY month, day ORDER BY count(*) DESC LIMIT 1

-- How many flights left more than two hours late?
SELECT count(*) FROM flights WHERE dep_delay > 120

-- How many flights made up time in the air, arriving with less delay than they left with?
SELECT count(*) FROM flights WHERE arr_delay < dep_delay

-- What is the greatest arrival delay of each origin?
SELECT origin, max(arr_delay) FROM flights GROUP BY origin

-- Which carrier has the greatest share of flights that arrived on time or early?
SELECT carrier FROM flights WHERE arr_delay IS NOT NULL GROUP BY carrier ORDER BY avg(CASE WHEN arr_delay <= 0 THEN 1.0 ELSE 0 END) DESC LIMIT 1

-- What is the median departure delay?
SELECT median(dep_delay) FROM flights

-- What is the 95th percentile (continuous) of the arrival delay?
SELECT quantile_cont(arr_delay, 0.95) FROM flights

-- How many flights were there on Christmas Day?
SELECT count(*) FROM flights WHERE month = 12 AND day = 25

-- How many flights per day were there on average?
SELECT count(*) / count(DISTINCT (month, day)) FROM flights

-- Which pairs of origin and destination have more than 8000 flights?
SELECT origin, dest FROM flights GROUP BY origin, dest HAVING count(*) > 8000

-- How many routes (pairs of origin and destination) are there?
SELECT count(*) FROM (SELECT DISTINCT origin, dest FROM flights)

-- For each origin, which destination is flown to most?
SELECT origin, dest FROM (SELECT origin, dest, count(*) AS n FROM flights GROUP BY origin, dest) QUALIFY row_number() OVER (PARTITION BY origin ORDER BY n DESC) = 1

-- Which carriers fly from all three origins?
SELECT carrier FROM flights GROUP BY carrier HAVING count(DISTINCT origin) = 3

-- Which carriers fly from only one origin?
SELECT carrier FROM flights GROUP BY carrier HAVING count(DISTINCT origin) = 1

-- Which tail number flew most, and how often?
SELECT tailnum, count(*) AS n FROM flights WHERE tailnum IS NOT NULL GROUP BY tailnum ORDER BY n DESC LIMIT 1

-- How many planes flew for more than one carrier?
SELECT count(*) FROM (SELECT tailnum FROM flights WHERE tailnum IS NOT NULL GROUP BY tailnum HAVING count(DISTINCT carrier) > 1)

-- What is the average speed in miles per hour of all flights with an air time?
SELECT avg(distance / (air_time / 60.0)) FROM flights WHERE air_time IS NOT NULL

-- Which carrier flies the longest routes on average, by distance?
SELECT carrier FROM flights GROUP BY carrier ORDER BY avg(distance) DESC LIMIT 1

-- How many flights were there by part of the day: before noon, and from noon on, by scheduled hour?
SELECT hour < 12, count(*) FROM flights GROUP BY hour < 12

-- What is the running total of flights by month?
SELECT month, sum(count(*)) OVER (ORDER BY month) FROM flights GROUP BY month ORDER BY month

-- By how much did the number of flights change from each month to the next?
SELECT month, count(*) - lag(count(*)) OVER (ORDER BY month) FROM flights GROUP BY month ORDER BY month

-- What share of all flights does each origin have?
SELECT origin, count(*) / sum(count(*)) OVER () FROM flights GROUP BY origin

-- How many flights to Honolulu (HNL) were there per carrier?
SELECT carrier, count(*) FROM flights WHERE dest = 'HNL' GROUP BY carrier

-- How many different days have a flight with a departure delay of more than 600 minutes?
SELECT count(DISTINCT (month, day)) FROM flights WHERE dep_delay > 600

-- Which flight had the greatest departure delay? Give carrier and flight number.
SELECT carrier, flight FROM flights ORDER BY dep_delay DESC NULLS LAST LIMIT 1

-- What is the correlation of departure and arrival delay?
SELECT corr(dep_delay, arr_delay) FROM flights

-- What is the standard deviation (of a sample) of the arrival delay by origin?
SELECT origin, stddev_samp(arr_delay) FROM flights GROUP BY origin

-- How many flights have the same scheduled departure time, carrier and destination on the same day as another one?
SELECT sum(n) FROM (SELECT count(*) AS n FROM flights GROUP BY month, day, sched_dep_time, carrier, dest HAVING count(*) > 1)

-- How many airlines are there that have no flight?
SELECT count(*) FROM airlines WHERE carrier NOT IN (SELECT carrier FROM flights)

-- What are the names of airlines with fewer than 1000 flights?
SELECT a.name FROM airlines a JOIN flights f USING (carrier) GROUP BY a.name HAVING count(*) < 1000

-- How many planes have more than two engines?
SELECT count(*) FROM planes WHERE engines > 2

-- Which kinds of engine are there, and how many planes have each?
SELECT engine, count(*) FROM planes GROUP BY engine

-- How old were the planes on average in 2013, where the year is known?
SELECT avg(2013 - year) FROM planes WHERE year IS NOT NULL

-- What is the average departure delay by the decade in which the plane was made?
SELECT p.year // 10 * 10 AS decade, avg(f.dep_delay) FROM flights f JOIN planes p USING (tailnum) WHERE p.year IS NOT NULL GROUP BY decade ORDER BY decade

-- How many hours of weather have a visibility below one mile?
SELECT count(*) FROM weather WHERE visib < 1

-- At which origin and in which month was the highest temperature measured?
SELECT origin, month FROM weather ORDER BY temp DESC NULLS LAST LIMIT 1

-- What is the average humidity by hour of the day at LGA, in order of the hours?
SELECT hour, avg(humid) FROM weather WHERE origin = 'LGA' GROUP BY hour ORDER BY hour

-- How many flights were there on each day of the week, from Sunday as 0?
SELECT dayofweek(make_date(year, month, day)) AS d, count(*) FROM flights GROUP BY d ORDER BY d
