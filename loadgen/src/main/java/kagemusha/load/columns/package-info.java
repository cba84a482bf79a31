/**
 * Helpers for tables in primitive arrays, which hot parts of the mail load keep instead of objects:
 * {@link kagemusha.load.columns.Columns} grows and shifts columns, {@link
 * kagemusha.load.columns.SlotPool} hands out and takes back the numbers of rows.
 */
package kagemusha.load.columns;
