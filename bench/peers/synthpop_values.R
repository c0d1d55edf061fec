# The measures of synthpop as published, computed with R's own glm, rpart, ks.test and wilcox.test; test/conformance and the page
# compare ours with them. The package itself is on none of the registries that this project builds from, so these are its
# published definitions, not its code:
#   Raab, Nowok & Dibben (2021). Assessing, visualizing and improving the utility of synthetic data. arXiv:2109.12717
#   Raab, Nowok & Dibben (2024). Practical privacy metrics for synthetic data. arXiv:2406.16826, appendices 1 and 2
#   Snoke, Raab, Nowok, Dibben & Slavkovic (2018). General and specific utility measures for synthetic data. JRSS A 181(3)
#
# Usage: Rscript bench/peers/synthpop_values.R > test/conformance/synthpop.json
#        Rscript bench/peers/synthpop_values.R DATA REFERENCE OUT   (real data: a file per file of REFERENCE)
# Needs R with rpart and jsonlite (Debian: r-base-core, r-recommended, r-cran-jsonlite).

library(rpart)
library(jsonlite)

missing_words <- c("", "NA", "N/A", "NaN", "null", "n/a", "nan", "NULL", "<NA>", "#N/A", "-NaN", "-nan", "#NA", "1.#IND", "-1.#IND",
                   "1.#QNAN", "-1.#QNAN", "#N/A N/A")

main <- function(arguments) {
  if (length(arguments) == 3) return(reference_files(arguments[1], arguments[2], arguments[3]))
  folder <- file.path(dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE))), "..", "..", "fixtures")
  columns <- fromJSON(file.path(folder, "metadata.json"), simplifyVector = FALSE)$columns
  candidates <- list()
  for (file in "vendor-b-copies.csv") {
    tables <- lapply(c("train.csv", file), function(name) read_table(file.path(folder, name), columns))
    candidates[[file]] <- measures(tables[[1]], tables[[2]], c("sex", "ethnic_group", "region", "smoker"), c("diagnosis", "occupation"))
  }
  cat(as_json(list(
    madeBy = "bench/peers/synthpop_values.R",
    versions = versions(),
    preprocessing = "all rows; identifiers, dates and text left out; a missing category is a level, a missing number 0 with an indicator",
    candidates = candidates
  )), "\n", sep = "")
}

versions <- function() {
  list(
    R = paste(R.version$major, R.version$minor, sep = "."),
    rpart = as.character(packageVersion("rpart")),
    synthpop = "none: the published definitions"
  )
}

# The files that the other peers were given, the same columns and first rows.
reference_files <- function(data, reference, out) {
  for (file in list.files(reference, pattern = "--.*json$")) {
    parts <- strsplit(sub("\\.json$", "", file), "--")[[1]]
    folder <- Filter(dir.exists, file.path(c(data, file.path(reference, "inputs")), parts[1]))[1]
    stored <- fromJSON(file.path(reference, file), simplifyVector = FALSE)
    metadata <- file.path(folder, "metadata.json")
    columns <- if (file.exists(metadata)) fromJSON(metadata, simplifyVector = FALSE)$columns else stored$metadata$columns
    most <- if (is.null(stored$max_rows)) Inf else stored$max_rows
    tables <- lapply(c("train", parts[2]), function(name) {
      path <- Filter(file.exists, file.path(folder, paste0(name, c(".csv", ".csv.gz"))))[1]
      head(read_table(path, columns), most)
    })
    words <- names(tables[[1]])[sapply(tables[[1]], is.factor)]
    # Keys that an outsider may know are not marked in the data: the first four categories, and the next two as targets.
    results <- measures(tables[[1]], tables[[2]], head(words, 4), head(words[-(1:4)], 2))
    document <- list(versions = versions(), metadata = stored$metadata, rows = stored$rows, max_rows = stored$max_rows, results = results)
    writeLines(as_json(document), file.path(out, file))
    message(file)
  }
}

as_json <- function(value) toJSON(value, auto_unbox = TRUE, digits = NA, null = "null", na = "null", pretty = 1)

read_table <- function(path, columns) {
  raw <- read.csv(path, colClasses = "character", check.names = FALSE, na.strings = missing_words, strip.white = TRUE, fileEncoding = "UTF-8-BOM")
  kinds <- sapply(columns, function(column) column$sdtype)
  kept <- names(raw)[names(raw) %in% names(kinds)[kinds %in% c("numerical", "categorical", "boolean")]]
  as.data.frame(sapply(kept, function(name) {
    if (kinds[[name]] == "numerical") as.numeric(raw[[name]]) else factor(raw[[name]])
  }, simplify = FALSE), check.names = FALSE, stringsAsFactors = FALSE)
}

measures <- function(train, synthetic, keys, targets) {
  found <- list()
  record <- function(metric, value, columns = NULL, params = setNames(list(), character(0))) {
    columns <- if (is.null(columns)) NULL else as.list(columns)
    found[[length(found) + 1]] <<- list(peer = "synthpop (published)", metric = metric, params = params, columns = columns, value = value)
  }
  words <- names(train)[sapply(train, is.factor)]
  numbers <- setdiff(names(train), words)
  common <- Filter(function(name) !has_rare_level(train, synthetic, name), words)
  sets <- unique(list(c(common, numbers), c(words, numbers)))
  for (names in Filter(length, sets)) {
    together <- stacked(train, synthetic, intersect(words, names), numbers)
    record("utility.gen logit", general(together, "logit"), names, list(maxorder = 0))
  }
  record("utility.gen cart", general(together, "cart"), c(words, numbers), list(cp = 1e-3, minbucket = 5))
  for (name in words) record("utility.tab", tabular(train, synthetic, name), name)
  if (length(words) > 1) for (pair in combn(words, 2, simplify = FALSE)) record("utility.tab", tabular(train, synthetic, pair), pair)
  if (length(keys) > 1) {
    for (target in targets) record("disclosure", disclosure(train, synthetic, keys, target), target, list(keys = as.list(keys)))
  }
  found
}

has_rare_level <- function(train, synthetic, name) {
  counts <- table(c(as.character(train[[name]]), as.character(synthetic[[name]])), useNA = "ifany")
  min(counts) < 0.01 * (nrow(train) + nrow(synthetic))
}

# Both files, the candidate's rows marked; missing is a level, or 0 and an indicator.
stacked <- function(train, synthetic, words, numbers) {
  both <- rbind(train[, c(words, numbers)], synthetic[, c(words, numbers)])
  for (name in words) both[[name]] <- droplevels(addNA(both[[name]], ifany = TRUE))
  for (name in numbers) {
    if (!anyNA(both[[name]])) next
    both[[paste0(name, "_NA")]] <- 1 * is.na(both[[name]])
    both[[name]][is.na(both[[name]])] <- 0
  }
  names(both) <- make.names(names(both), unique = TRUE)
  both$t <- rep(0:1, c(nrow(train), nrow(synthetic)))
  both[, sapply(both, function(column) length(unique(column)) > 1)]
}

# Propensity scores: their mean squared error, its expectation in a table synthesised from train, and distances of the scores.
general <- function(both, method) {
  share <- mean(both$t)
  leaves <- NULL
  if (method == "logit") {
    fit <- suppressWarnings(glm(t ~ ., data = both, family = "binomial", control = list(maxit = 200, epsilon = 1e-10)))
    score <- fitted(fit)
    df <- sum(!is.na(coef(fit))) - 1
  } else {
    fit <- rpart(t ~ ., data = both, method = "class", control = rpart.control(cp = 1e-3, minbucket = 5))
    score <- predict(fit)[, 2]
    df <- NA
    leaves <- unname(unclass(table(fit$where, both$t)))
  }
  pmse <- mean((score - share)^2)
  made <- both$t == 1
  list(
    pMSE = pmse,
    S_pMSE = pmse / (df * (1 - share)^2 * share / nrow(both)),
    SPECKS = unname(suppressWarnings(ks.test(score[made], score[!made], exact = FALSE))$statistic),
    PO50 = 100 * mean((score > 0.5) == made) - 50,
    U = unname(suppressWarnings(wilcox.test(score[made], score[!made], exact = FALSE))$statistic),
    df = df,
    # Then the likelihood has no maximum, and the scores are those of the step at which the search stopped.
    separated = method == "logit" && any(score < 1e-6 | score > 1 - 1e-6),
    leaves = leaves
  )
}

# Measures of a table, over its cells that either file fills.
tabular <- function(train, synthetic, names) {
  both <- rbind(train[, names, drop = FALSE], synthetic[, names, drop = FALSE])
  cell <- do.call(paste, c(lapply(both, function(column) ifelse(is.na(column), "<missing>", as.character(column))), sep = "\r"))
  counts <- table(factor(cell), rep(0:1, c(nrow(train), nrow(synthetic))))
  d <- counts[, 1]
  s <- counts[, 2]
  cc <- sum(s) / sum(d + s)
  expected <- (d + s) * cc
  off <- s - d * cc / (1 - cc)
  df <- length(d) - 1
  p <- d / sum(d)
  q <- s / sum(s)
  middle <- (p + q) / 2
  filled <- d > 0 & s > 0
  vw <- sum(off^2 / expected)
  score <- s / (d + s)
  plus <- function(terms) sum(terms[is.finite(terms)])
  list(
    VW = vw,
    FT = 4 * sum((sqrt(s) - sqrt(cc / (1 - cc) * d))^2),
    JSD = (plus(p * log2(p / middle)) + plus(q * log2(q / middle))) / 2,
    SPECKS = unname(suppressWarnings(ks.test(rep(score, s), rep(score, d), exact = FALSE))$statistic),
    U = unname(suppressWarnings(wilcox.test(rep(score, s), rep(score, d), exact = FALSE))$statistic),
    WMabsDD = sum(abs(off) / sqrt(expected)) / sqrt(2 / pi),
    G = 2 * sum(s[filled] * log(s[filled] / sum(s[filled]) / d[filled] * sum(d[filled]))),
    pMSE = vw * cc * (1 - cc)^2 / sum(d + s),
    S_pMSE = vw / df,
    PO50 = 100 * (sum(s[q > p]) + sum(d[!(q > p)])) / sum(d + s) - 50,
    MabsDD = sum(abs(off)) / sum(s),
    dBhatt = sqrt(max(0, 1 - sum(sqrt(p * q)))),
    df = df
  )
}

# Shares of train's rows, as formulas 1 to 9 and appendix 2 of the paper have them.
disclosure <- function(train, synthetic, keys, target) {
  word <- function(column) ifelse(is.na(column), "<missing>", as.character(column))
  key <- lapply(list(train, synthetic), function(table) do.call(paste, c(lapply(table[keys], word), sep = "\r")))
  q <- unique(unlist(key))
  t <- unique(c(word(train[[target]]), word(synthetic[[target]])))
  d <- unclass(table(factor(word(train[[target]]), t), factor(key[[1]], q)))
  s <- unclass(table(factor(word(synthetic[[target]]), t), factor(key[[2]], q)))
  dq <- colSums(d)
  sq <- colSums(s)
  share <- sweep(s, 2, pmax(sq, 1), "/")
  real <- sweep(d, 2, pmax(dq, 1), "/")
  n <- nrow(train)
  both <- sum(dq[sq > 0])
  disco <- sum(d[share == 1])
  list(
    UiO = sum(dq == 1) / n,
    repU = sum(dq == 1 & sq == 1) / n,
    Dorig = sum(d[real == 1]) / n,
    iS = both / n,
    DiS = sum(dq[colSums(share == 1) > 0]) / n,
    DiSCO = disco / n,
    DiSDiO = sum(d[share == 1 & real == 1]) / n,
    DCAP = sum(share * d) / n,
    TCAP = disco / both
  )
}

main(commandArgs(TRUE))
