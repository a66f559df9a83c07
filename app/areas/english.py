"""The English of everything that is said about a file of areas. Facts stand in braces, as in a format string."""

from __future__ import annotations

from typing import Final

_AGAIN = "export the layer again"
_AS_WKT = "export the layer as CSV with its geometry as WKT (QGIS: Geometry AS_WKT; PostGIS: ST_AsText), or as GeoJSON."
_SYSTEMS = "(EPSG:4490 for CGCS2000 degrees, EPSG:4326 for WGS-84 degrees). Nothing was imported."
_FORMATS = "GeoJSON (.geojson, .json), Shapefile (.shp, .zip), GeoPackage (.gpkg), KML (.kml, .kmz) and CSV with WKT (.csv, .tsv)"

_FILES = {
    "not-there": "{path} is not there or is no file.",
    "format-unknown": f"{{source}}: only {_FORMATS} can be imported.",
    "shapefile-part": "{source} is one part of a Shapefile: name its .shp, or a zip of all its parts.",
    "file-too-long": "{source} is larger than {most} MB unpacked: split the layer and import its parts.",
    "too-many-records": "{source} has more than {most:,} records: keep the roads or cells of one city and try again.",
    "too-many-corners": "{source} has more than {most:,} corners: simplify its shapes (to 0.1 m) and try again.",
    "not-text": f"{{source}} is not text in UTF-8 or GB18030: {_AGAIN} in UTF-8.",
    "zip-unreadable": "{source} is no zip that can be read ({error}): pack its files again, without a password.",
    "no-features": f"{{source}} holds nothing that could be imported. It has no features: {_AGAIN}.",
    "no-columns": "The file has no columns: export it with the attributes that say code or name of each shape.",
    "unstorable": "After '{before}' the file holds a character that no database can keep: remove it and send it again.",
}
"""Of any format."""

_FORMATS_ONE_BY_ONE = {
    "csv-unreadable": f"{{source}} is no table that can be read ({{error}}): {_AS_WKT}",
    "csv-no-rows": f"{{source}} has no rows below its column names: {_AS_WKT}",
    "csv-hexadecimal": f"{{source}} holds its geometry as WKB in hexadecimal digits: {_AS_WKT}",
    "csv-points": "{source} gives one point a row ({longitude}, {latitude}), but roads are lines and cells are polygons: "
    + _AS_WKT,
    "csv-no-wkt": f"{{source}} has no column of WKT; its columns are {{columns}}: {_AS_WKT}",
    "csv-unquoted": "{source}: row {row} has {values} values for {columns} columns: put the WKT in double quotes.",
    "csv-mixed-systems": "{source} mixes the systems {systems}: export it in one, for example EPSG:4490.",
    "geojson-unreadable": f"{{source}} is not GeoJSON ({{error}}): {_AGAIN} as GeoJSON or as a Shapefile.",
    "geojson-no-object": "{source} is JSON but no GeoJSON: it must be an object with a type.",
    "geojson-type": "{source} has the type {type}: a FeatureCollection with a list of features is needed.",
    "geopackage-unreadable": f"{{source}} is damaged or no GeoPackage ({{error}}): {_AGAIN}.",
    "geopackage-no-such-layer": "{source} has no layer {table}: it has {layers:none at all}.",
    "geopackage-no-layers": "{source} holds no layer of features: export the roads or cells as a GeoPackage again.",
    "geopackage-layers": "{source} holds {count} layers ({layers}): say which one with --table.",
    "geopackage-no-shapes": f"{{source}}: the layer {{table}} lacks its geometry column {{column}}: {_AGAIN}.",
    "geopackage-open": "{source} was copied while a program had it open: its last changes may be missing. "
    "Close it there and copy again.",
    "kml-unreadable": f"{{source}} is not KML ({{error}}): {_AGAIN} as KML or GeoJSON.",
    "kml-no-places": "{source} holds no Placemark: save the places themselves as KML, not a link to them.",
    "kml-none-in-zip": "{source} holds no .kml: save the layer again as KML or KMZ.",
    "kml-definition": f"{{source}} carries a document type definition, which no KML needs: {_AGAIN}.",
    "kml-too-deep": f"{{source}} nests more than {{most}} elements, which no KML does: {_AGAIN}.",
    "shapefile-unreadable": f"{{source}} is damaged or no Shapefile ({{error}}): {_AGAIN}.",
    "shapefile-incomplete": "{source}: the {missing} of the Shapefile is missing; give all its files in one folder or zip.",
    "shapefile-none-in-zip": "{source} holds 0 .shp files: give a zip with the files of one layer.",
    "shapefile-layers": "{source} holds {count} .shp files ({layers}): say which one with --table.",
    "shapefile-encoding": "Attribute text was read as {encoding}.",
}

_PLACES = {
    "prj-missing": "{source} has no .prj, so nobody can say where its coordinates are: add {prj} to it, "
    "or name the system with --crs " + _SYSTEMS,
    "system-missing": "{source} does not say where its coordinates are: name the system with --crs " + _SYSTEMS,
    "system-unknown": "{source} names a coordinate system nobody knows: give it with --crs, for example EPSG:4490.",
    "prj-unknown": "The .prj of {source} names a coordinate system nobody knows: give it with --crs, for example EPSG:4490.",
    "crs-unknown": "--crs names a coordinate system nobody knows: give it with --crs, for example EPSG:4490.",
    "system-not-on-earth": "{system} is no system of places on the Earth: give the right one with --crs.",
    "no-degrees": "{source} holds coordinates like {x}, {y}, which are no longitude and latitude: "
    "say which plane they are in with --crs, for example EPSG:4547.",
    "moved": "Coordinates were moved from {system} to WGS-84; the accuracy of that step is about {metres:g} m.",
    "moved-roughly": "Coordinates were moved from {system} to WGS-84; the accuracy of that step is unknown, often 100 m.",
}
"""Where coordinates are."""

_COLUMNS = {
    "no-such-field": "'{wanted}' is no field of {layer}: they are {fields}.",
    "no-such-column": "The file has no column '{column}' for {wanted}: it has {columns:none}.",
    "column-misfit": "'{column}' for '{wanted}' does not fit: {layer} take {fields} from columns of the file.",
    "cells-need-code": "Cells need a column with their code: say which one it is.",
    "codes-spoilt": "The codes in '{column}' lost their last digits in a spreadsheet (like {sample}): "
    "export them again with the column formatted as text.",
    "code-too-long": "feature {record}: a code has at most {most_code} and a name at most {most_name} characters. "
    "Are --code-field and --name-field the right fields? Nothing was imported.",
    "no-roads": "No road could be imported from {source}. Code is read from '{code}' and name from '{name}'; the file has "
    "{columns:no fields}. Name the fields with --code-field and --name-field, or use --keep-unnamed.",
    "no-cells": "No cell could be imported from {source}. Codes are read from '{code}'; the file has {columns:no fields}. "
    "Name the field of the code with --code-field.",
    "adcode-wrong": "'{adcode}' is no district code: give six digits with --adcode, for example 410104.",
    "adcode-missing": "No district code is known: road codes begin with {adcode}. Give it with --adcode.",
    "codes-unusual": "{count} codes are not of the usual 15 digits (14 in older ones), for example {sample}; "
    "they were taken as they are.",
}

_RECORDS = {
    "no-shape": "no readable geometry",
    "neither-line-nor-polygon": "neither a line nor a polygon",
    "no-polygon": "not a polygon",
    "no-length": "a line without length",
    "no-area": "a polygon without area",
    "way-without-code-and-name": "a way without code and name",
    "polygon-without-code": "a polygon without a code",
    "polygon-without-line": "a polygon without a centre line of its code",
    "cell-without-code": "a cell without a code",
    "cell-code-too-long": "a code of more than {most} characters",
    "code-twice": "a code that is used twice",
    "same-line": "the same line as another way",
    "same-polygon": "the same polygon as another cell",
    "segment-there": "a segment that is there already",
    "segment-replaced": "segments that were there",
    "cell-replaced": "cells that were there",
    "polygon-repaired": "an invalid polygon",
    "parts-joined": "parts of one cell",
    "ways-joined": "ways of one name",
    "road-cut": "roads over {most:g} m",
    "text-cut": "a text of more than {most} characters in {column}, cut",
    "depth-missing": "no depth, the usual one taken",
    "depth-unreadable": "a depth that is no number up to {most:g} m, the usual taken",
    "side-unknown": "an unknown side, both taken",
    "side-impossible": "a street along which there is no {side} side, both taken",
}
"""Why records were skipped, repaired, joined, cut or replaced: no whole sentences, their examples follow."""

_EXAMPLES = {
    "named": "{name}",
    "record": "feature {record}",
    "record-value": "feature {record}: {value}",
    "record-outline": "feature {record}: {reason}",
    "record-of-code": "feature {record} with code {code}",
    "code-of-record": "{code}, feature {record}",
    "codes-same": "{code} = {other}",
    "code-cut": "{code} into {parts}",
    "street-cut": "{name}, {metres} m into {parts}",
    "street-joined": "{name}: {ways} into {streets}",
}
"""How records and roads are shown behind a reason; `record` is a number and perhaps a name."""

_IMPORTS = {
    "name-unreadable": "A file called '{source}' cannot be read: send GeoJSON (.geojson, .json), a Shapefile as .zip, "
    "GeoPackage (.gpkg), KML (.kml, .kmz) or CSV with WKT (.csv, .tsv).",
    "file-empty": "The file is empty: export it again.",
    "upload-too-long": "A file may have {most} bytes, this one has {bytes}: zip it, or split the layer.",
    "cut-off": "The file ended early: send it again.",
    "gone": "The file is no longer on the server (it may be older than a restored backup): send it again.",
    "too-heavy": "This file takes more memory than there is: split the layer or simplify its shapes, then send it again.",
    "gave-up": "The server had to give up on this file {tries} times: it takes more memory or time than there is. "
    "Split the layer or simplify its shapes, then send it again.",
    "unreadable": "The server could not make anything of this file; the log says more. Export it again, or in another format.",
    "own-segments-change": "{count} segments that people have as their own become another stretch or are gone ({codes}): "
    "see to what these people have when this is in force.",
    "renamed": "{count} areas lie where they were and change only in their names or words.",
    "faults-refused": "Nothing was imported. Mend these faults in the file, then import it again.",
}
"""From the upload to what was found out."""

_STATES = {
    "at-work": "This import is {state}: wait until it is read or checked, or send the file again.",
    "not-read": "This file could not be read: send another, or say how it is read (crs, table).",
    "not-checked": "There is nothing to look at: this import is not checked, or its files are gone.",
    "not-ready": "This import is {state}: only what is checked can be put in force.",
    "faults-left": "{count} faults must be mended first: mend them in the file and send it again.",
    "areas-changed": "The areas in force have changed since this was checked: check it again, then decide.",
    "layer-damaged": "What was checked has been damaged on the server's disk: check it again.",
    "checked-again": "This import was checked again meanwhile: look at it, then decide.",
    "valid-from-later": "Areas cannot be valid only from a later moment on: import or activate them when it has come.",
    "not-disposable": "This import is {state}: only what has not taken effect can be discarded.",
    "not-newest": "Only the import whose areas are in force can be taken back: undo the newer ones first.",
    "nothing-before": "There are no areas before those in force: import others instead.",
}
"""What cannot be done with an import or a version as it is now."""

ENGLISH: Final[dict[str, str]] = {
    **_FILES, **_FORMATS_ONE_BY_ONE, **_PLACES, **_COLUMNS, **_RECORDS, **_EXAMPLES, **_IMPORTS, **_STATES,
}  # fmt: skip
"""English format text by slug."""
