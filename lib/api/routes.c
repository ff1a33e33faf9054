/* The list of all route tables, in the order in which equal patterns win. */
#include "lib/api/route.h"

const struct route *const route_tables[] = {
	routes_system,
	routes_space,
	routes_project,
	routes_infrastructure,
	routes_release,
	routes_task,
	routes_slipway,
	NULL
};
