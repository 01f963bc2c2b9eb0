-- How many days of each kind of weather were there in Seattle, most first?
SELECT weather, count(*) AS n FROM seattle GROUP BY weather ORDER BY n DESC

-- What was the highest temperature in Seattle?
SELECT max(temp_max) FROM seattle

-- How much did it rain in Seattle in each year, in order?
SELECT year(date) AS y, sum(precipitation) FROM seattle GROUP BY y ORDER BY y

-- On how many days did it freeze in Seattle (minimum below zero)?
SELECT count(*) FROM seattle WHERE temp_min < 0

-- Which month of the year has the most precipitation on average per day in Seattle?
SELECT month(date) AS m FROM seattle GROUP BY m ORDER BY avg(precipitation) DESC LIMIT 1

-- What is the average difference of maximum and minimum temperature in Seattle?
SELECT avg(temp_max - temp_min) FROM seattle

-- On which date was the strongest wind in Seattle?
SELECT date FROM seattle ORDER BY wind DESC LIMIT 1

-- How many days without any precipitation were there in Seattle in 2014?
SELECT count(*) FROM seattle WHERE precipitation = 0 AND year(date) = 2014

-- How many different cars are there, by name?
SELECT count(DISTINCT "Name") FROM cars

-- What is the average number of miles per gallon by origin of the cars?
SELECT "Origin", avg("Miles_per_Gallon") FROM cars GROUP BY "Origin"

-- Which car has the most horsepower? Give its name.
SELECT "Name" FROM cars ORDER BY "Horsepower" DESC NULLS LAST LIMIT 1

-- How many cars have each number of cylinders, in order?
SELECT "Cylinders", count(*) FROM cars GROUP BY "Cylinders" ORDER BY "Cylinders"

-- What do cars from Japan weigh on average?
SELECT avg("Weight_in_lbs") FROM cars WHERE "Origin" = 'Japan'

-- How many cars have no known miles per gallon?
SELECT count(*) FROM cars WHERE "Miles_per_Gallon" IS NULL

-- What is the correlation of weight and acceleration of cars?
SELECT corr("Weight_in_lbs", "Acceleration") FROM cars

-- How many European cars have fewer than 70 horsepower?
SELECT count(*) FROM cars WHERE "Origin" = 'Europe' AND "Horsepower" < 70

-- What was the highest price of each stock?
SELECT symbol, max(price) FROM stocks GROUP BY symbol

-- How many prices are there of each stock?
SELECT symbol, count(*) FROM stocks GROUP BY symbol

-- What is the average price of AAPL?
SELECT avg(price) FROM stocks WHERE symbol = 'AAPL'

-- Which stock has the greatest difference between its highest and lowest price?
SELECT symbol FROM stocks GROUP BY symbol ORDER BY max(price) - min(price) DESC LIMIT 1

-- How many American airports are there in each state? Only the five states with most, most first.
SELECT state, count(*) AS n FROM us_airports GROUP BY state ORDER BY n DESC LIMIT 5

-- In which city are there the most airports, by city and state?
SELECT city, state FROM us_airports GROUP BY city, state ORDER BY count(*) DESC LIMIT 1

-- How many airports in Texas have Municipal in their name?
SELECT count(*) FROM us_airports WHERE state = 'TX' AND name LIKE '%Municipal%'

-- What is the average yield of barley by site?
SELECT site, avg(yield) FROM barley GROUP BY site

-- Which variety of barley had the highest yield in 1932?
SELECT variety FROM barley WHERE year = 1932 ORDER BY yield DESC LIMIT 1

-- At how many sites was barley grown?
SELECT count(DISTINCT site) FROM barley

-- By how much did the average yield of barley change from 1931 to 1932, by site?
SELECT site, avg(yield) FILTER (WHERE year = 1932) - avg(yield) FILTER (WHERE year = 1931) FROM barley GROUP BY site
